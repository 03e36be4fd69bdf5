using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadDelivery.Core.Rotations;

/// <summary>Who had which turn in one rotation. Thread-safe.</summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _last;
    private long _turn;

    private Turns(Dictionary<string, long> last) => (_last, _turn) = (last, last.Values.DefaultIfEmpty(0).Max());

    /// <summary>As stored by <see cref="Take"/>; null: nobody had a turn.</summary>
    public static Turns Read(ReadOnlySpan<byte> json) =>
        new(json.IsEmpty ? [] : JsonSerializer.Deserialize(json, TurnsJson.Default.DictionaryStringInt64) ?? []);

    /// <summary>The members' indexes, beginning after the one who had the last turn.</summary>
    public int[] RoundRobin(IReadOnlyList<string> members)
    {
        lock (_lock)
        {
            var at = Enumerable.Range(0, members.Count).MaxBy(member => _last.GetValueOrDefault(members[member]));
            var first = members.Count > 0 && _last.ContainsKey(members[at]) ? at + 1 : 0;
            return [.. Enumerable.Range(0, members.Count).Select(step => (first + step) % members.Count)];
        }
    }

    /// <summary>The members' indexes, who waits longest first; of those who never had a turn the first in the file.</summary>
    public int[] LeastRecent(IReadOnlyList<string> members)
    {
        lock (_lock)
        {
            return [.. Enumerable.Range(0, members.Count).OrderBy(member => _last.GetValueOrDefault(members[member]))];
        }
    }

    /// <summary>A member has its turn. Answers what is to be stored; members that there are no more are forgotten.</summary>
    public byte[] Take(string member, IReadOnlyList<string> members)
    {
        lock (_lock)
        {
            _last[member] = ++_turn;
            foreach (var gone in _last.Keys.Except(members).ToList())
            {
                _last.Remove(gone);
            }

            return JsonSerializer.SerializeToUtf8Bytes(_last, TurnsJson.Default.DictionaryStringInt64);
        }
    }
}

/// <summary>JSON of what is stored of turns.</summary>
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class TurnsJson : JsonSerializerContext;
