using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadDelivery.Core.Rotations;

/// <summary>Who had which turn in one rotation. Thread-safe.</summary>
internal sealed class Turns
{
    /// <summary>Turns of one member that are remembered, so that later ones can be given back: 64 repeats of one submit at one moment.</summary>
    private const int MostRemembered = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<long>> _taken;
    private long _turn;

    private Turns(Dictionary<string, long> last) =>
        (_taken, _turn) = (last.ToDictionary(member => member.Key, member => new List<long> { member.Value }), last.Values.DefaultIfEmpty(0).Max());

    /// <summary>As stored by <see cref="Take"/>; null: nobody had a turn.</summary>
    public static Turns Read(ReadOnlySpan<byte> json) =>
        new(json.IsEmpty ? [] : JsonSerializer.Deserialize(json, TurnsJson.Default.DictionaryStringInt64) ?? []);

    /// <summary>The members' indexes, beginning after the one who had the last turn.</summary>
    public int[] RoundRobin(IReadOnlyList<string> members)
    {
        lock (_lock)
        {
            var at = Enumerable.Range(0, members.Count).MaxBy(member => Last(members[member]));
            var first = members.Count > 0 && Last(members[at]) > 0 ? at + 1 : 0;
            return [.. Enumerable.Range(0, members.Count).Select(step => (first + step) % members.Count)];
        }
    }

    /// <summary>The members' indexes, who waits longest first; of those who never had a turn the first in the file.</summary>
    public int[] LeastRecent(IReadOnlyList<string> members)
    {
        lock (_lock)
        {
            return [.. Enumerable.Range(0, members.Count).OrderBy(member => Last(members[member]))];
        }
    }

    /// <summary>A member has its turn. Answers what is to be stored; members that there are no more are forgotten.</summary>
    /// <param name="turn">Its number, to give it back by.</param>
    public byte[] Take(string member, IReadOnlyList<string> members, out long turn)
    {
        lock (_lock)
        {
            turn = ++_turn;
            var taken = _taken.TryGetValue(member, out var known) ? known : _taken[member] = [];
            taken.Add(turn);
            taken.RemoveRange(0, Math.Max(0, taken.Count - MostRemembered));
            foreach (var gone in _taken.Keys.Except(members).ToList())
            {
                _taken.Remove(gone);
            }

            var last = _taken.Where(each => each.Value.Count > 0).ToDictionary(each => each.Key, each => each.Value[^1]);
            return JsonSerializer.SerializeToUtf8Bytes(last, TurnsJson.Default.DictionaryStringInt64);
        }
    }

    /// <summary>A turn was not used. What is stored forgets it with the next turn that is taken.</summary>
    public void GiveBack(string member, long turn)
    {
        lock (_lock)
        {
            _taken.GetValueOrDefault(member)?.Remove(turn);
        }
    }

    // 0: it had none.
    private long Last(string member) => _taken.GetValueOrDefault(member) is { Count: > 0 } taken ? taken[^1] : 0;
}

/// <summary>JSON of what is stored of turns.</summary>
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class TurnsJson : JsonSerializerContext;
