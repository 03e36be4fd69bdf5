using System.Globalization;

namespace LeadDelivery.Bench.Driver;

/// <summary>Memory and processor time of a process as Linux counts them.</summary>
/// <param name="ResidentMegabytes">Now.</param>
/// <param name="PeakMegabytes">The most it ever was.</param>
/// <param name="ProcessorSeconds">User and system time since it started.</param>
internal sealed record ProcessFigures(double ResidentMegabytes, double PeakMegabytes, double ProcessorSeconds)
{
    /// <summary>The kernel counts processor time in hundredths of a second towards programs, on every architecture .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Null without a process or off Linux.</summary>
    public static ProcessFigures? Read(int? processId)
    {
        if (processId is not { } pid || !OperatingSystem.IsLinux())
            return null;
        var status = File.ReadAllLines($"/proc/{pid}/status");
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // Fields count from behind the program's name, which may hold blanks: state is field 3, utime 14, stime 15.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        return new ProcessFigures(Megabytes(status, "VmRSS:"), Megabytes(status, "VmHWM:"), ticks / TicksPerSecond);
    }

    public static void Report(int? processId, ProcessFigures? before)
    {
        if (Read(processId) is { } now && before is not null)
            Console.WriteLine(
                $"host: {now.ResidentMegabytes:0} MB resident, {now.PeakMegabytes:0} MB at most, {now.ProcessorSeconds - before.ProcessorSeconds:0.0} s of CPU");
    }

    private static double Megabytes(string[] status, string name)
    {
        var line = Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}
