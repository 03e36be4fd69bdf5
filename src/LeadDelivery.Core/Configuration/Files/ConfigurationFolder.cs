using System.Text;
using LeadDelivery.Core.Configuration.Checks;

namespace LeadDelivery.Core.Configuration;

/// <summary>Reads a configuration from a folder.</summary>
public static class ConfigurationFolder
{
    /// <summary>Largest file read, 1 MB: a hundred times the longest posting instructions seen.</summary>
    public const int MaxFileBytes = 1 << 20;

    /// <summary>Most files read: ten times the buyers of the largest networks.</summary>
    public const int MaxFiles = 10_000;

    /// <summary>Largest configuration, 64 MB: it is kept in memory and stored as one record per version.</summary>
    public const int MaxTotalBytes = 64 << 20;

    /// <summary>The folders that hold configuration; anything else in the folder is let be.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["batches", "buyers", "flows", "recipients", SchemaFiles.Folder, "sources"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The <c>*.yaml</c> and <c>*.yml</c> files in the folders of <see cref="Kinds"/>, of <c>schemas/</c> the <c>*.json</c> and
    /// <c>*.xsd</c> (hidden files and deeper folders are let be).
    /// Never throws for what is on the disk: see <see cref="ConfigurationFiles.Unreadable"/>.
    /// </summary>
    public static ConfigurationFiles Read(string folder)
    {
        var files = new List<ConfigurationFile>();
        var mistakes = new List<Mistake>();
        if (!Directory.Exists(folder))
        {
            mistakes.Add(new Mistake(folder, 0, "", "no such folder, expected the configuration's folder"));
            return ConfigurationFiles.Of(files, mistakes);
        }

        var total = 0L;
        foreach (var path in Kinds.SelectMany(kind => Names(folder, kind, mistakes)))
        {
            if (files.Count == MaxFiles)
            {
                mistakes.Add(new Mistake(path, 0, "", $"there are more than {MaxFiles} files"));
                break;
            }

            if (ReadFile(folder, path, mistakes) is not { } file)
            {
                continue;
            }

            total += file.Text.Length;
            if (total > MaxTotalBytes)
            {
                mistakes.Add(new Mistake(path, 0, "", $"the files are larger than {MaxTotalBytes >> 20} MB in all"));
                break;
            }

            files.Add(file);
        }

        if (files.Count == 0 && mistakes.Count == 0)
        {
            mistakes.Add(new Mistake(folder, 0, "", "no configuration found, expected sources/*.yaml, flows/*.yaml and recipients/*.yaml"));
        }

        return ConfigurationFiles.Of(files, mistakes).Beside(IgnoredFiles.In(folder));
    }

    /// <summary>True for a path that is a file of a configuration: <c>flows/auto.yaml</c>, <c>schemas/lead.json</c>.</summary>
    public static bool Holds(string path) =>
        path.Split('/') is [var kind, { Length: > 0 } name] && Kinds.Contains(kind) && IsConfiguration(kind, name);

    private static List<string> Names(string folder, string kind, List<Mistake> mistakes)
    {
        var names = new List<string>();
        try
        {
            var directory = new DirectoryInfo(Path.Combine(folder, kind));
            if (directory.Exists)
            {
                var files = directory.EnumerateFiles().Select(f => f.Name).Where(name => IsConfiguration(kind, name));
                names.AddRange(files.Take(MaxFiles + 1).Select(n => $"{kind}/{n}"));
                names.Sort(StringComparer.Ordinal);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new Mistake(kind, 0, "", "the folder cannot be read: " + e.Message));
        }

        return names;
    }

    internal static bool IsConfiguration(string kind, string name) => name[0] != '.' && (kind == SchemaFiles.Folder
        ? SchemaFiles.IsSchema(name)
        : name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal));

    private static ConfigurationFile? ReadFile(string folder, string path, List<Mistake> mistakes)
    {
        try
        {
            // An editor may be writing it: what is read half is read again whole.
            const FileShare Anybody = FileShare.ReadWrite | FileShare.Delete;
            using var stream = new FileStream(Path.Combine(folder, path), FileMode.Open, FileAccess.Read, Anybody);
            var buffer = new byte[(int)Math.Min(stream.Length, MaxFileBytes) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxFileBytes)
            {
                mistakes.Add(new Mistake(path, 0, "", $"the file is larger than {MaxFileBytes >> 20} MB"));
                return null;
            }

            var text = Utf8.GetString(buffer, 0, length);
            return new ConfigurationFile(path, text.StartsWith('\uFEFF') ? text[1..] : text);
        }
        catch (DecoderFallbackException)
        {
            mistakes.Add(new Mistake(path, 0, "", "the file is not UTF-8 text"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            mistakes.Add(new Mistake(path, 0, "", "the file cannot be read: " + e.Message));
        }

        return null;
    }
}
