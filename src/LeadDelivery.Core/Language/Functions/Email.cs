namespace LeadDelivery.Core.Language.Functions;

/// <summary>Mail addresses as they are in use: RFC 5321 without quotes, comments and addresses in brackets.</summary>
internal static class Email
{
    /// <summary>RFC 5321, 4.5.3.1: 64 before the @, 254 in all.</summary>
    private const int LongestName = 64;

    private const int LongestAddress = 254;

    /// <summary>RFC 1035: a label of a domain.</summary>
    private const int LongestLabel = 63;

    public static bool IsValid(string text)
    {
        var address = text.AsSpan().Trim();
        var at = address.LastIndexOf('@');
        return at is > 0 and <= LongestName && address.Length <= LongestAddress && IsName(address[..at]) && IsDomain(address[(at + 1)..]);
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!(char.IsLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var labels = 0;
        var last = ReadOnlySpan<char>.Empty;
        foreach (var range in domain.Split('.'))
        {
            last = domain[range];
            labels++;
            if (last.Length is 0 or > LongestLabel || last[0] == '-' || last[^1] == '-')
            {
                return false;
            }

            foreach (var c in last)
            {
                if (!(char.IsLetterOrDigit(c) || c == '-'))
                {
                    return false;
                }
            }
        }

        return labels > 1 && last.Length > 1 && last.IndexOfAnyExceptInRange('0', '9') >= 0;
    }
}
