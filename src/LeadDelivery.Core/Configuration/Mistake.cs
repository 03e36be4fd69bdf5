namespace LeadDelivery.Core.Configuration;

/// <summary>One thing wrong with the configuration.</summary>
/// <param name="File">Path within the configuration's folder, e.g. <c>recipients/abc.yaml</c>.</param>
/// <param name="Line">1-based line; 0 where the file as a whole is meant.</param>
/// <param name="Path">Where in the document, e.g. <c>endpoint.url</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong and what was expected; never a secret's value.</param>
public sealed record Mistake(string File, int Line, string Path, string Message)
{
    /// <summary><c>file:line: path: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}: {(Path.Length == 0 ? "(file)" : Path)}: {Message}";
}
