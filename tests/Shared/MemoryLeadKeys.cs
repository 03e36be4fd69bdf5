using System.Collections.Concurrent;
using System.Security.Cryptography;
using LeadDelivery.Core.Ports;

namespace LeadDelivery.Testing;

/// <summary>Lead keys in memory.</summary>
public sealed class MemoryLeadKeys : ILeadKeys
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();
    private int _last;

    public LeadKey Allocate()
    {
        var id = $"k{Interlocked.Increment(ref _last)}";
        _keys[id] = RandomNumberGenerator.GetBytes(32);
        return new(id, _keys[id]);
    }

    public LeadKey? Find(string keyId) => _keys.TryGetValue(keyId, out var secret) ? new LeadKey(keyId, secret) : null;

    public bool Erase(string keyId) => _keys.TryRemove(keyId, out _);
}
