using System.Text;

namespace LeadDelivery.Core.Configuration;

/// <summary>The difference of two texts as <c>diff -u</c> shows it.</summary>
internal static class UnifiedDiff
{
    /// <summary>Lines shown around a change.</summary>
    private const int Context = 3;

    /// <summary>Largest table of line pairs, 4 million: 16 MB for a moment. Longer changes are shown as one block.</summary>
    private const long MaxCells = 4_000_000;

    /// <summary>Empty where the texts are the same.</summary>
    public static string Of(string from, string to, string fromName, string toName)
    {
        var edits = Edits(Lines(from), Lines(to));
        if (edits.All(edit => edit.Sign == ' '))
        {
            return "";
        }

        var text = new StringBuilder($"--- {fromName}\n+++ {toName}\n");
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Sign == ' ')
            {
                i++;
                continue;
            }

            var start = Math.Max(0, i - Context);
            var end = End(edits, i);
            Hunk(edits, start, end, text);
            i = end;
        }

        return text.ToString();
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    /// <summary>Where the hunk ends: changes closer than twice the context are one.</summary>
    private static int End(List<(char Sign, string Line)> edits, int at)
    {
        var last = at;
        for (var i = at; i < edits.Count && i - last <= 2 * Context; i++)
        {
            last = edits[i].Sign == ' ' ? last : i;
        }

        return Math.Min(edits.Count, last + Context + 1);
    }

    private static void Hunk(List<(char Sign, string Line)> edits, int start, int end, StringBuilder text)
    {
        var hunk = edits[start..end];
        var before = edits[..start];
        var (fromStart, toStart) = (before.Count(e => e.Sign != '+') + 1, before.Count(e => e.Sign != '-') + 1);
        var (fromCount, toCount) = (hunk.Count(e => e.Sign != '+'), hunk.Count(e => e.Sign != '-'));

        // Of a side without lines the one before them is named.
        fromStart -= fromCount == 0 ? 1 : 0;
        toStart -= toCount == 0 ? 1 : 0;
        text.Append($"@@ -{fromStart},{fromCount} +{toStart},{toCount} @@\n");
        foreach (var (sign, line) in hunk)
        {
            text.Append(sign).Append(line).Append('\n');
        }
    }

    private static List<(char Sign, string Line)> Edits(string[] from, string[] to)
    {
        var head = 0;
        while (head < from.Length && head < to.Length && from[head] == to[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < from.Length - head && tail < to.Length - head && from[^(tail + 1)] == to[^(tail + 1)])
        {
            tail++;
        }

        var edits = from[..head].Select(line => (' ', line)).ToList();
        edits.AddRange(Middle(from[head..^tail], to[head..^tail]));
        edits.AddRange(from[^tail..].Select(line => (' ', line)));
        return edits;
    }

    private static IEnumerable<(char Sign, string Line)> Middle(string[] from, string[] to)
    {
        if ((long)from.Length * to.Length > MaxCells)
        {
            return from.Select(line => ('-', line)).Concat(to.Select(line => ('+', line)));
        }

        // The longest common subsequence, from the end: what is in it stays.
        var common = new int[from.Length + 1, to.Length + 1];
        for (var i = from.Length - 1; i >= 0; i--)
        {
            for (var j = to.Length - 1; j >= 0; j--)
            {
                common[i, j] = from[i] == to[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var edits = new List<(char, string)>();
        for (int i = 0, j = 0; i < from.Length || j < to.Length;)
        {
            if (i < from.Length && j < to.Length && from[i] == to[j])
            {
                edits.Add((' ', from[i++]));
                j++;
            }
            else if (j == to.Length || (i < from.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                edits.Add(('-', from[i++]));
            }
            else
            {
                edits.Add(('+', to[j++]));
            }
        }

        return edits;
    }
}
