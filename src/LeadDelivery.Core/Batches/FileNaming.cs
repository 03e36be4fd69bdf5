using System.Globalization;
using System.Text.RegularExpressions;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches;

/// <summary>
/// What a batch's files are called: a text in which <c>{date}</c> (20261121), <c>{time}</c> (020000),
/// <c>{year} {month} {day} {hour} {minute}</c>, <c>{count}</c> (rows) and <c>{batch}</c> (the batch's id) stand for themselves, in the
/// schedule's time zone, or a template over <c>now</c>, <c>count</c>, <c>batch.id</c>, <c>batch.name</c> and <c>recipient.id</c>.
/// </summary>
/// <param name="Pattern">As written.</param>
/// <param name="Template">The compiled template with <c>{{ }}</c>; null where the pattern has none.</param>
public sealed partial record FileNaming(string Pattern, Template? Template = null)
{
    /// <summary>The name where none is given, without the format's ending.</summary>
    public const string DefaultStem = "{batch}_{date}_{time}";

    private static readonly (string Word, Func<FileNameValues, string> Value)[] Words =
    [
        ("date", v => v.Made.ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
        ("time", v => v.Made.ToString("HHmmss", CultureInfo.InvariantCulture)),
        ("year", v => v.Made.ToString("yyyy", CultureInfo.InvariantCulture)),
        ("month", v => v.Made.ToString("MM", CultureInfo.InvariantCulture)),
        ("day", v => v.Made.ToString("dd", CultureInfo.InvariantCulture)),
        ("hour", v => v.Made.ToString("HH", CultureInfo.InvariantCulture)),
        ("minute", v => v.Made.ToString("mm", CultureInfo.InvariantCulture)),
        ("count", v => v.Count.ToString(CultureInfo.InvariantCulture)),
        ("batch", v => v.Batch),
    ];

    private static readonly (string Word, Func<FileNameValues, string> Value)[] TextWords = [.. Words, ("file", v => v.File)];

    /// <summary>True where every file has the same name.</summary>
    public bool IsConstant => Template is null && Word().Matches(Pattern).All(m => m.Groups["word"].Value == "batch");

    /// <summary>Reads a file's name; null with what is wrong.</summary>
    public static FileNaming? Parse(string pattern, out string? mistake)
    {
        var outside = Tag().Replace(pattern, "x");
        mistake = pattern.Length == 0 ? "expected a name"
            : outside.AsSpan().IndexOfAny('/', '\\') >= 0 ? "a file's name cannot hold / or \\, expected folders in the path under `to`"
            : outside.Any(char.IsControl) ? "a file's name cannot hold control characters or line breaks"
            : outside.StartsWith('.') ? "a file's name cannot begin with a dot: files that do are hidden, and not whole yet"
            : Mistake(pattern, Words);
        if (mistake is not null)
        {
            return null;
        }

        if (!pattern.Contains("{{", StringComparison.Ordinal))
        {
            return new(pattern);
        }

        var template = Template.Parse(pattern, out var error);
        mistake = template is null ? $"column {error?.Column}: {error?.Message}"
            : template.Paths.FirstOrDefault(path => !FileNameScope.Knows(path)) is { } path
                ? $"`{path}` is not known where a file is named, expected one of {FileNameScope.Expected}"
            : null;
        return mistake is null ? new(pattern, template) : null;
    }

    /// <summary>What is wrong with the words of a text such as <c>{count} leads of {date}</c>; null for nothing.</summary>
    public static string? TextMistake(string text) => Mistake(text, TextWords);

    /// <summary>A text with its words put in, for subjects and the like: those of a name, and <c>{file}</c> for the file's name.</summary>
    public static string Fill(string text, FileNameValues values) => Fill(text, values, TextWords);

    /// <summary>
    /// The name of a file before it is packed: safe for every file system, and never longer than <see cref="FileNames.Longest"/>.
    /// </summary>
    public string Name(FileNameValues values)
    {
        // A value's own braces are no words.
        var text = Template?.Render(new FileNameScope(values), value => value.Replace('{', '(').Replace('}', ')')) ?? Pattern;
        return FileNames.Safe(Fill(text, values, Words), values.Batch);
    }

    private static string? Mistake(string text, (string Word, Func<FileNameValues, string> Value)[] words)
    {
        var outside = Tag().Replace(text, "x");
        if (outside.Contains("{{", StringComparison.Ordinal))
        {
            return "there is a {{ without its }}";
        }

        foreach (Match match in Word().Matches(outside))
        {
            if (!Array.Exists(words, w => w.Word == match.Groups["word"].Value))
            {
                return $"`{match.Value}` is not known, {Suggestion.For(match.Value, words.Select(w => $"{{{w.Word}}}"))}";
            }
        }

        return Word().Replace(outside, "").AsSpan().IndexOfAny('{', '}') >= 0
            ? "there is a { or } alone, expected a word such as {date} in both"
            : null;
    }

    private static string Fill(string text, FileNameValues values, (string Word, Func<FileNameValues, string> Value)[] words) => Word().Replace(
        text, match => Array.Find(words, w => w.Word == match.Groups["word"].Value).Value?.Invoke(values) ?? match.Value);

    [GeneratedRegex(@"\{(?<word>[A-Za-z_ ]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Tag();
}

/// <summary>What names and texts of one file are made of.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Made">When it was made, in the schedule's time zone.</param>
/// <param name="Count">Its rows.</param>
public sealed record FileNameValues(string Batch, DateTimeOffset Made, int Count)
{
    /// <summary>The batch as people know it.</summary>
    public string BatchName { get; init; } = Batch;

    /// <summary>The recipient's id.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>The file's name, for texts about it.</summary>
    public string File { get; init; } = "";

    /// <summary>Of a file of a batch.</summary>
    /// <param name="made">When it was made, in any zone.</param>
    public static FileNameValues Of(Batch batch, DateTimeOffset made, int count) =>
        new(batch.Id, TimeZoneInfo.ConvertTime(made, batch.Schedule.Zone), count) { BatchName = batch.Name, Recipient = batch.Recipient };
}
