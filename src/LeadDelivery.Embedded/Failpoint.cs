using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using LeadDelivery.Embedded.Storage;
using SQLitePCL;

namespace LeadDelivery.Embedded;

/// <summary>
/// Named places at which a test makes the process die or fail. Armed only by the environment variable
/// <c>LEADDELIVERY_FAILPOINT=name:n[:action]</c>, read once: at the nth hit (from 1) of that name it does the action,
/// <c>kill</c> (default: SIGKILL to the own process, nothing is cleaned up), <c>throw</c> (an <see cref="IOException"/>)
/// or <c>full</c> (SQLITE_FULL). Not armed, a hit costs one comparison.
/// </summary>
public static partial class Failpoint
{
    /// <summary>The variable that arms a failpoint.</summary>
    public const string Variable = "LEADDELIVERY_FAILPOINT";

    private const int Sigkill = 9;

    private static readonly Armed? Point = Parse(Environment.GetEnvironmentVariable(Variable));
    private static int hits;

    /// <summary>Passes the place called <paramref name="name"/>.</summary>
    public static void Hit(string name)
    {
        if (Point is not null && Point.Name == name && Interlocked.Increment(ref hits) == Point.AtHit)
            Fail(Point);
    }

    private static void Fail(Armed point)
    {
        switch (point.Action)
        {
            case "throw":
                throw new IOException($"Failpoint {point.Name}.");
            case "full":
                throw new SqliteException(raw.SQLITE_FULL, $"failpoint {point.Name}");
            default:
                Kill();
                break;
        }
    }

    private static void Kill()
    {
        if (OperatingSystem.IsWindows())
            Process.GetCurrentProcess().Kill();
        else
            _ = SendSignal(Environment.ProcessId, Sigkill);
        // The signal may reach another thread first: this one must not pass the point.
        Thread.Sleep(Timeout.Infinite);
    }

    private static Armed? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var parts = text.Split(':');
        var action = parts.Length > 2 ? parts[2] : "kill";
        if (parts.Length is < 2 or > 3 || action is not ("kill" or "throw" or "full") ||
            !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var atHit))
            throw new FormatException($"{Variable} must be name:n or name:n:kill|throw|full, not '{text}'.");
        return new Armed(parts[0], atHit, action);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private sealed record Armed(string Name, int AtHit, string Action);
}
