using System.Globalization;

namespace LeadDelivery.Core.Batches.Transfers;

/// <summary>The words of <see cref="FileNaming"/> in texts that go with a file: <c>{date} {time} {year} {month} {day} {hour} {count}
/// {batch}</c>, and <c>{file}</c> for its name.</summary>
public static class TransferWords
{
    /// <summary>The text with the words replaced; others stay as they are.</summary>
    public static string Fill(string text, FileTransfer transfer)
    {
        var made = transfer.Made;
        return text
            .Replace("{date}", Text(made, "yyyyMMdd"), StringComparison.Ordinal)
            .Replace("{time}", Text(made, "HHmmss"), StringComparison.Ordinal)
            .Replace("{year}", Text(made, "yyyy"), StringComparison.Ordinal)
            .Replace("{month}", Text(made, "MM"), StringComparison.Ordinal)
            .Replace("{day}", Text(made, "dd"), StringComparison.Ordinal)
            .Replace("{hour}", Text(made, "HH"), StringComparison.Ordinal)
            .Replace("{count}", transfer.Rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{batch}", transfer.Batch, StringComparison.Ordinal)
            .Replace("{file}", transfer.Name, StringComparison.Ordinal);
    }

    private static string Text(DateTimeOffset time, string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);
}
