using System.Security.Cryptography;
using LeadDelivery.Core.Ports;
using Microsoft.Win32.SafeHandles;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Lead keys in files of their own, apart from the database: a backup of the database, its log or its free pages holds no key,
/// so zeroing one slot here makes every copy of that lead's body unreadable. Back the keys folder up separately, and keep such
/// backups no longer than an erased lead may stay readable. Zeroing in place reaches the disk's own blocks on ext4, xfs and NTFS;
/// a copy-on-write file system (btrfs, zfs), a snapshot or an SSD may keep an older copy for a while. Thread-safe.
/// </summary>
/// <remarks>
/// Keys are written in blocks ahead of their use, so <see cref="Allocate"/> does no I/O. A block is handed out by one process run
/// only: after a crash nobody knows how much of it was used, so the next run starts a new one and no key comes twice.
/// </remarks>
public sealed class LeadKeyFile : ILeadKeys, IDisposable
{
    private readonly string folder;
    private readonly LeadKeyOptions options;
    private readonly Lock allocation = new();
    private readonly Lock erasure = new();
    private readonly KeyBlockReader reader;
    private readonly HashSet<int> unflushed = [];
    private Task<byte[]> next;
    private byte[] keys;
    private int block;
    private int used;
    private bool disposed;

    private LeadKeyFile(string folder, LeadKeyOptions options)
    {
        this.folder = folder;
        this.options = options;
        reader = new KeyBlockReader(folder, options);
        var last = KeyBlock.Highest(folder);
        block = last + 1;
        keys = KeyBlock.Create(folder, block, options.SlotsPerBlock);
        RemoveWhenEmpty(last);
        next = CreateNext();
    }

    /// <summary>Opens the keys of a folder, which only its owner may enter. The data folder's lock keeps other processes away.</summary>
    public static LeadKeyFile Open(string folder, LeadKeyOptions options)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new LeadKeyFile(folder, options);
    }

    /// <inheritdoc />
    /// <exception cref="IOException">A new block was needed and could not be written; a later call tries again.</exception>
    public LeadKey Allocate()
    {
        lock (allocation)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (used == options.SlotsPerBlock)
                Advance();
            var slot = used++;
            var key = keys.AsSpan(slot * KeyBlock.KeyLength, KeyBlock.KeyLength);
            var secret = key.ToArray();
            key.Clear();
            return new LeadKey(new KeyId(block, slot).ToString(), secret);
        }
    }

    /// <inheritdoc />
    public LeadKey? Find(string keyId)
    {
        if (!KeyId.TryParse(keyId, out var id) || !WasHandedOut(id))
            return null;
        var secret = new byte[KeyBlock.KeyLength];
        return reader.TryRead(id, secret) ? new LeadKey(keyId, secret) : null;
    }

    /// <inheritdoc />
    /// <exception cref="IOException">It is not certain that the key is gone from the disk; a later call writes it again.</exception>
    public bool Erase(string keyId) => Erase([keyId]) == 1;

    /// <summary>Destroys many keys with one flush per block, in one pass. Returns how many were still there.</summary>
    /// <exception cref="IOException">As for one; keys of other blocks may be gone already.</exception>
    public int Erase(IReadOnlyCollection<string> keyIds)
    {
        var ids = new List<KeyId>(keyIds.Count);
        foreach (var keyId in keyIds)
        {
            if (KeyId.TryParse(keyId, out var id) && WasHandedOut(id))
                ids.Add(id);
        }

        var erased = 0;
        lock (erasure)
        {
            foreach (var slots in ids.GroupBy(id => id.Block, id => id.Slot))
                erased += EraseSlots(slots.Key, slots);
        }

        return erased;
    }

    /// <summary>Destroys the keys that were never handed out, so that the last block, too, can go once its leads are erased.</summary>
    public void Dispose()
    {
        lock (allocation)
        {
            if (disposed)
                return;
            disposed = true;
            RemoveSpare();
            using (var file = KeyBlock.Open(folder, block, FileAccess.ReadWrite))
            {
                if (file is not null && used < options.SlotsPerBlock)
                {
                    KeyBlock.Zero(file, used, options.SlotsPerBlock - used);
                    RandomAccess.FlushToDisk(file);
                }
            }

            CryptographicOperations.ZeroMemory(keys);
            reader.Dispose();
        }
    }

    private bool WasHandedOut(KeyId id)
    {
        lock (allocation)
            return id.Block < block || (id.Block == block && id.Slot < used);
    }

    private void Advance()
    {
        if (next.IsFaulted)
            next = CreateNext();
        keys = next.GetAwaiter().GetResult();
        block++;
        used = 0;
        next = CreateNext();
    }

    private Task<byte[]> CreateNext()
    {
        var number = block + 1;
        return Task.Run(() => KeyBlock.Create(folder, number, options.SlotsPerBlock));
    }

    private int EraseSlots(int number, IEnumerable<int> slots)
    {
        using var file = KeyBlock.Open(folder, number, FileAccess.ReadWrite);
        if (file is null)
            return 0;
        var erased = 0;
        var uncertain = unflushed.Contains(number);
        Span<byte> key = stackalloc byte[KeyBlock.KeyLength];
        foreach (var slot in slots)
        {
            var present = KeyBlock.TryRead(file, slot, key);
            if (present)
                erased++;
            // After a failed flush a zero may be in memory only: written again, it is flushed again.
            if (present || (uncertain && KeyBlock.HasSlot(file, slot)))
                KeyBlock.Zero(file, slot);
        }

        CryptographicOperations.ZeroMemory(key);
        if (erased > 0 || uncertain)
            Flush(file, number);
        return erased;
    }

    private void Flush(SafeFileHandle file, int number)
    {
        unflushed.Add(number);
        RandomAccess.FlushToDisk(file);
        unflushed.Remove(number);
        RemoveWhenEmpty(number);
    }

    /// <summary>Removes a block without keys, unless it is the one in use: the numbers of blocks must go on rising from the highest.</summary>
    private void RemoveWhenEmpty(int number)
    {
        lock (allocation)
        {
            if (number >= block)
                return;
        }

        using (var file = KeyBlock.Open(folder, number, FileAccess.Read))
        {
            if (file is null || !KeyBlock.IsEmpty(file))
                return;
        }

        reader.Forget(number);
        File.Delete(KeyBlock.PathOf(folder, number));
    }

    private void RemoveSpare()
    {
        try
        {
            CryptographicOperations.ZeroMemory(next.GetAwaiter().GetResult());
            File.Delete(KeyBlock.PathOf(folder, block + 1));
        }
        catch (IOException)
        {
            // It could not be created, or stays as a file of keys that nobody uses.
        }
    }
}
