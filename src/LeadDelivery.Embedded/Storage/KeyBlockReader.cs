using Microsoft.Win32.SafeHandles;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Reads single keys from blocks and keeps the files last used open. The keys themselves are not cached: the file is the only
/// place they are in, so an erased one cannot be found. Thread-safe.
/// </summary>
internal sealed class KeyBlockReader(string folder, LeadKeyOptions options) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, LinkedListNode<Opened>> byNumber = [];
    private readonly LinkedList<Opened> byUse = new();

    public bool TryRead(KeyId id, Span<byte> key)
    {
        lock (gate)
            return Find(id.Block) is { } file && KeyBlock.TryRead(file, id.Slot, key);
    }

    public void Forget(int block)
    {
        lock (gate)
        {
            if (byNumber.TryGetValue(block, out var node))
                Close(node);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            while (byUse.First is { } node)
                Close(node);
        }
    }

    private SafeFileHandle? Find(int block)
    {
        if (byNumber.TryGetValue(block, out var node))
        {
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.File;
        }

        if (KeyBlock.Open(folder, block, FileAccess.Read) is not { } file)
            return null;
        if (byNumber.Count >= options.OpenBlocks)
            Close(byUse.Last!);
        byNumber.Add(block, byUse.AddFirst(new Opened(block, file)));
        return file;
    }

    private void Close(LinkedListNode<Opened> node)
    {
        byNumber.Remove(node.Value.Block);
        byUse.Remove(node);
        node.Value.File.Dispose();
    }

    private readonly record struct Opened(int Block, SafeFileHandle File);
}
