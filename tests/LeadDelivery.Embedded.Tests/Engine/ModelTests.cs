using LeadDelivery.Core.Ports;
using LeadDelivery.Core.Workflow;
using LeadDelivery.Embedded.Engine;
using LeadDelivery.Tests.Shared;
using static LeadDelivery.Embedded.Tests.Engine.EngineScripts;
using static LeadDelivery.Embedded.Tests.Engine.TestFlow;

namespace LeadDelivery.Embedded.Tests.Engine;

/// <summary>
/// Random orchestrations under random crashes against what they must come to. An orchestration is a program in its input: one
/// letter a step. What it returns follows from the program alone, whatever crashes, evictions and clocks do.
/// </summary>
public sealed class ModelTests : IDisposable
{
    private const int Rounds = 8;
    private const int InstancesOfRound = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, int> _effects = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Random_orchestrations_come_to_their_end_over_random_crashes()
    {
        var seed = Environment.TickCount;
        try
        {
            await RunAsync(new Random(seed));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"seed {seed}", error);
        }
    }

    private async Task RunAsync(Random random)
    {
        var programs = new Dictionary<string, string>();
        for (var round = 0; round < Rounds; round++)
        {
            var options = new EngineOptions { MaxLive = random.Next(3) * 20, MaxInputsPerCommit = random.Next(1, 8), ProbationAfterKills = 1000 };
            await using var host = EngineHost.Open(_folder, Registry(), options);
            var starts = Enumerable.Range(0, InstancesOfRound).Select(async i =>
            {
                var id = $"r{round}i{i}";
                var program = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => "AARTPCWN"[random.Next(8)]));
                lock (programs)
                    programs.Add(id, program);
                Assert.Equal(StartOutcome.Started, await host.StartAsync(Main, id, program, RecordOperation.Insert("key", id, Json(id))));
            }).ToList();
            await Task.WhenAll(starts);
            foreach (var id in programs.Keys)
                await host.RaiseAsync(id, "go", "Go", "w");
            for (var i = random.Next(40); i > 0; i--)
                await Task.Yield();
            if (round < Rounds - 1)
            {
                await host.CrashAsync();
                continue;
            }
            foreach (var (id, program) in programs)
                Assert.Equal($"\"{Expected(program)}\"", await host.OutputAsync(id));

            // The last outputs are seen a moment before what is left of their instances is cleared away: the engine ends with that.
            await host.Engine.StopAsync(default);
            Assert.Equal(0, host.Engine.Statistics.Unfinished);
            Assert.Equal(0, host.Count("SELECT count(*) FROM timer"));
            Assert.Equal(0, host.Count("SELECT count(*) FROM inbox WHERE applied=0"));
            // Record activities write with their step: one row for each step of that kind, however often the process died.
            Assert.Equal(programs.Values.Sum(program => program.Count(step => step == 'R')), host.Count("SELECT count(*) FROM record WHERE pk='step'"));
            Assert.All(_effects, effect => Assert.InRange(effect.Value, 1, Rounds));
        }
    }

    /// <summary>The model.</summary>
    private static string Expected(string program)
    {
        var output = "";
        var waited = false;
        foreach (var step in program)
        {
            output += step switch
            {
                'A' => "a",
                'R' => "r",
                'T' => "t",
                'P' => "pp",
                'C' => "c",
                // One event is raised to each instance: the second wait is given up by its timer.
                'W' => waited ? "-" : "w",
                _ => "",
            };
            waited |= step == 'W';
        }
        return output;
    }

    private WorkflowRegistry Registry() => TestFlow.Registry((context, program) => StepAsync(context, program))
        .Add(Child, (context, input) => context.CallAsync(Effect, input))
        .Add(Effect, ActivityKind.Effect, async (context, input, cancellation) =>
        {
            await Task.Yield();
            lock (_effects)
            {
                var key = $"{context.InstanceId} {context.TaskId} {input}";
                _effects[key] = _effects.GetValueOrDefault(key) + 1;
            }
            return input[^1..];
        })
        .Add(TestFlow.Record, ActivityKind.Records, (context, input, _) =>
        {
            context.Write(RecordOperation.Insert("step", input, Json(context.InstanceId)));
            return Task.FromResult("r");
        });

    /// <summary>State is the program left, what has come out so far and whether the event was had: all of it in the input.</summary>
    private static async Task<string> StepAsync(IWorkflowContext context, string state)
    {
        var parts = state.Split('|');
        var (program, output, waited, step) = parts.Length == 1 ? (state, "", false, 0) : (parts[0], parts[1], parts[2] == "1", int.Parse(parts[3]));
        for (; step < program.Length; step++)
        {
            switch (program[step])
            {
                case 'A':
                    output += await context.CallAsync(Effect, $"{step}a");
                    break;
                case 'R':
                    output += await context.CallAsync(TestFlow.Record, $"{context.InstanceId}-{step}");
                    break;
                case 'T':
                    await context.DelayUntilAsync(context.UtcNow.AddMilliseconds(2));
                    output += "t";
                    break;
                case 'P':
                    output += string.Concat(await Task.WhenAll(context.CallAsync(Effect, $"{step}1p"), context.CallAsync(Effect, $"{step}2p")));
                    break;
                case 'C':
                    output += await context.ChildAsync(Child, $"{step}c", $"{context.InstanceId}-child-{step}");
                    break;
                case 'W':
                    output += waited ? await GiveUpAsync(context) : await context.WaitEventAsync(Go);
                    waited = true;
                    break;
                case 'N':
                    context.ContinueAsNew(Main, $"{program}|{output}|{(waited ? 1 : 0)}|{step + 1}");
                    return "";
            }
        }
        return output;
    }

    private static async Task<string> GiveUpAsync(IWorkflowContext context)
    {
        using var cancel = new CancellationTokenSource();
        var wait = context.WaitEventAsync(Go, cancel.Token);
        var timer = context.DelayUntilAsync(context.UtcNow.AddMilliseconds(1));
        if (await Task.WhenAny(wait, timer) == wait)
            return await wait;
        cancel.Cancel();
        return "-";
    }
}
