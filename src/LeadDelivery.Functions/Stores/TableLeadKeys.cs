using Azure;
using Azure.Data.Tables;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Functions.Stores;

/// <summary>
/// Lead keys in a table of their own, apart from the records: Tables keeps no versions, so a key that is overwritten is gone, with every
/// copy and backup of its lead. Blocks of keys are stored ahead of need and handed out from memory by the worker that made them.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A worker that ends leaves the rest of its block unused. An erasure is on stable storage when it returns; other workers find the key no
/// more after <see cref="LeadKeyBlockOptions.SeenWithin"/>. The port is synchronous: what is not in memory waits for one request.
/// </remarks>
public sealed class TableLeadKeys : ILeadKeys
{
    private readonly TableClient table;
    private readonly ReadOnlyMemory<byte> wrappingKey;
    private readonly LeadKeyBlockOptions options;
    private readonly TimeProvider time;
    private readonly Lock allocation = new();
    private readonly LeadKeyCache cache;
    private readonly LeadKeyErasure erasure;
    private Task<LeadKeyBlock>? next;
    private LeadKeyBlock? block;
    private int used;

    /// <param name="table">The table, which exists and is copied into no backup.</param>
    /// <param name="wrappingKey">32 bytes that the blocks are encrypted under, from Key Vault; empty for the emulator alone.</param>
    public TableLeadKeys(TableClient table, ReadOnlyMemory<byte> wrappingKey, LeadKeyBlockOptions options, TimeProvider time)
    {
        if (wrappingKey.Length is not (0 or LeadKeyBlock.KeyLength))
            throw new ArgumentException($"The key that wraps lead keys has {LeadKeyBlock.KeyLength} bytes.", nameof(wrappingKey));
        (this.table, this.wrappingKey, this.options, this.time) = (table, wrappingKey, options, time);
        cache = new LeadKeyCache(options.BlocksInMemory);
        erasure = new LeadKeyErasure(table, wrappingKey, cache, time);
    }

    /// <summary>Stores the first block, so that the first lead does not wait for it.</summary>
    public Task WarmAsync()
    {
        lock (allocation)
        {
            return block is null ? next ??= CreateAsync() : Task.CompletedTask;
        }
    }

    /// <inheritdoc />
    /// <exception cref="RequestFailedException">A block was needed and could not be stored; a later call tries again.</exception>
    public LeadKey Allocate()
    {
        lock (allocation)
        {
            if (block is null || used == options.SlotsPerBlock)
                Advance();
            // Half a block ahead: thousands of leads a second use a block slower than one is stored.
            if (used == options.SlotsPerBlock / 2)
                next ??= CreateAsync();
            var slot = used++;
            return new LeadKey(LeadKeyBlock.KeyId(block!.Id, slot), block.Find(slot)!);
        }
    }

    /// <inheritdoc />
    /// <exception cref="RequestFailedException">The block could not be read; whether the key exists is not known.</exception>
    public LeadKey? Find(string keyId)
    {
        if (!LeadKeyBlock.TryParse(keyId, out var name, out var slot))
            return null;
        if (!cache.TryGet(name, time.GetUtcNow() - options.SeenWithin, out var found))
        {
            var asked = time.GetUtcNow();
            found = LeadKeyBlock.Find(table, name, wrappingKey.Span);
            cache.Set(name, found, asked);
        }

        return found?.Find(slot) is { } secret ? new LeadKey(keyId, secret) : null;
    }

    /// <inheritdoc />
    /// <exception cref="IOException">It is not certain that the key is gone; a later call tries again.</exception>
    public bool Erase(string keyId)
    {
        if (!LeadKeyBlock.TryParse(keyId, out var name, out var slot))
            return false;
        return erasure.Erase(name, slot);
    }

    private void Advance()
    {
        next ??= CreateAsync();
        try
        {
            block = next.GetAwaiter().GetResult();
            used = 0;
        }
        finally
        {
            next = null;
        }
    }

    // On a thread of its own: the pool's may all be waiting for this block.
    private Task<LeadKeyBlock> CreateAsync() => Task.Factory.StartNew(
        Create, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private LeadKeyBlock Create()
    {
        var created = LeadKeyBlock.New(options.SlotsPerBlock);
        var asked = time.GetUtcNow();
        try
        {
            table.AddEntity(created.ToRow(wrappingKey.Span));
        }
        catch (RequestFailedException error) when (error.ErrorCode == StorageFaults.EntityAlreadyExists)
        {
            // No other block has this name: the answer to the first request was lost.
        }

        cache.Set(created.Id, created, asked);
        return created;
    }
}
