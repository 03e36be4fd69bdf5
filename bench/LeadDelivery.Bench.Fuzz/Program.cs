using System.Diagnostics;
using System.Globalization;
using LeadDelivery.Testing.Fuzzing;

FuzzTarget[] targets = [new LanguageTarget(), new ReplyTarget()];
if (args is ["again", var which, var input])
{
    var hit = Array.Find(targets, t => t.Name == which) ?? throw new ArgumentException($"expected one of {Names()}");
    var again = Stopwatch.StartNew();
    hit.Run(Convert.FromBase64String(input), new());
    Console.WriteLine($"{which}: nothing wrong, {again.Elapsed.TotalMilliseconds:F1} ms");
    return 0;
}

if (args is not [var name, ..] || Array.Find(targets, t => t.Name == name) is not { } target)
{
    Console.Error.WriteLine($"usage: {Names()} [EXECUTIONS [SEED [FILE FOR THE SLOWEST INPUT]]]   or   again TARGET BASE64");
    return 2;
}

if (args is [_, "seeds"])
{
    foreach (var one in target.Seeds)
    {
        var each = Stopwatch.StartNew();
        for (var i = 0; i < 300; i++)
        {
            target.Run(one, new());
        }

        Console.WriteLine($"{each.Elapsed.TotalMicroseconds / 300:F0} µs {System.Text.Encoding.UTF8.GetString(one[..Math.Min(60, one.Length)])}");
    }

    return 0;
}

var executions = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 10_000_000;
var seed = args.Length > 2 ? ulong.Parse(args[2], CultureInfo.InvariantCulture) : (ulong)Random.Shared.NextInt64(1, long.MaxValue);
Console.WriteLine($"{name}: {executions} executions, seed {seed}");
var clock = Stopwatch.StartNew();
var result = new Fuzzer(target, seed).Run(executions, TimeSpan.MaxValue, Print);
Print(result);
if (args.Length > 3)
{
    File.WriteAllText(args[3], Convert.ToBase64String(result.SlowestInput));
}

if (result.Failure is not null)
{
    Console.WriteLine($"FAILED at execution {result.Executions} with seed {seed}: {result.Failure}");
}

return result.Failure is null ? 0 : 1;

void Print(FuzzResult so) => Console.WriteLine(
    $"{name}: {so.Executions} executions in {clock.Elapsed.TotalSeconds:F0} s, {so.Executions / clock.Elapsed.TotalSeconds:F0}/s, {so.Kinds} kinds, "
    + $"slowest {so.Slowest.TotalMilliseconds:F0} ms, grown {so.Growth / 1024.0 / 1024.0:F1} MB, "
    + $"working set {Process.GetCurrentProcess().WorkingSet64 >> 20} MB, seed {seed}");

string Names() => string.Join(", ", targets.Select(t => t.Name));
