using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Leads;
using LeadDelivery.Simulator.Oracles;
using LeadDelivery.Simulator.Worlds;
using LeadDelivery.Testing;
using LeadDelivery.Testing.Simulation;

namespace LeadDelivery.Simulator.Running;

/// <summary>What a source knows of a lead that it sent.</summary>
internal sealed class SentLead(LeadSpec spec)
{
    public LeadSpec Spec => spec;

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>The answers it got: status and id.</summary>
    public List<IntakeResult> Answers { get; } = [];

    /// <summary>The versions of the configuration that were in force when it was sent.</summary>
    public HashSet<string> Versions { get; } = [];

    public bool IsOpen { get; set; }
}

/// <summary>One world from its beginning until nothing happens any more.</summary>
internal sealed class WorldRun
{
    /// <summary>Events after which a world is taken to go on for ever: some forty times what the largest need.</summary>
    private const int MostSteps = 200_000;

    private static readonly DateTimeOffset Beginning = new(2026, 3, 6, 21, 59, 50, TimeSpan.Zero);

    private readonly List<string> _problems = [];
    private readonly HashSet<int> _crashes;
    private readonly List<SentLead> _waiting = [];
    private readonly Desk _desk;
    private SimulatedHost? _host;
    private int _starts;

    private WorldRun(World world, PlantedFaults faults)
    {
        World = world;
        Faults = faults;
        Chance = new Random(world.Seed ^ 0x5EED);
        Clock = new VirtualClock(Chance, Beginning);
        Queues = new QueueWatch(Clock);
        Workflows = new SimulatedWorkflows(Records, Clock, Chance)
        {
            Alter = activity => Queues.Wrap(RealFiles.Wrap(faults.Alter(activity), Records)),
        };
        Buyers = new SimulatedBuyers(world, Clock);
        Files = new SimulatedFiles(Clock);
        Far = new FarSide(world, Clock);
        _desk = new Desk(this);
        Sent = [.. world.Leads.Select(lead => new SentLead(lead))];
        _crashes = [.. world.Crashes];
        Catalogs = new WorldCatalogs(world);
    }

    public World World { get; }

    public PlantedFaults Faults { get; }

    /// <summary>The configuration in force, and those before and after it.</summary>
    public WorldCatalogs Catalogs { get; }

    public Random Chance { get; }

    public VirtualClock Clock { get; }

    public MemoryRecordStore Records { get; } = new();

    public MemoryLeadKeys Keys { get; } = new();

    public SimulatedWorkflows Workflows { get; }

    public SimulatedBuyers Buyers { get; }

    public SimulatedFiles Files { get; }

    public FarSide Far { get; }

    /// <summary>The process that runs; null while none does.</summary>
    public SimulatedHost? Host => _host;

    public IReadOnlyList<SentLead> Sent { get; }

    public QueueWatch Queues { get; }

    /// <summary>When each process started.</summary>
    public Dictionary<int, DateTimeOffset> Started { get; } = [];

    /// <summary>When each crash came.</summary>
    public List<DateTimeOffset> Crashed { get; } = [];

    /// <summary>Leads whose erasure was begun, and their numbers; an operator who gets no answer does not know whether it was done.</summary>
    public Dictionary<string, int> Erased { get; } = [];

    /// <summary>Leads whose erasure was confirmed.</summary>
    public HashSet<string> Forgotten { get; } = [];

    /// <summary>What went wrong while it ran.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public void Wrong(string what) => _problems.Add(what);

    public TimeSpan Took => Clock.GetUtcNow() - Beginning;

    /// <summary>A recipient as configured.</summary>
    public Recipient Recipient(string id) => Catalogs.Current.Recipients[id];

    /// <summary>Runs a world and checks it; what is wrong, nothing if all is right.</summary>
    public static WorldResult Run(World world, PlantedFaults? faults = null)
    {
        var run = new WorldRun(world, faults ?? PlantedFaults.None);
        VirtualThread.Run(run.Clock, run.Run);
        var problems = run.Problems.Concat(run.Workflows.Faults).ToList();
        if (problems.Count == 0)
        {
            problems.AddRange(Guarantees.Check(run));
        }

        return new(world, problems, run.Clock.Steps, run.Crashed.Count, run.Buyers.Seen.Count);
    }

    private void Run()
    {
        Start();
        _desk.Open();
        foreach (var lead in Sent)
        {
            Clock.At(Beginning + lead.Spec.At, null, () => Submit(lead));
        }

        for (var at = 0; at < World.Reloads.Length; at++)
        {
            var number = at + 1;
            Clock.At(Beginning + World.Reloads[at].At, null, () => Catalogs.Put(number));
        }

        while (Clock.Step())
        {
            if (_host is not null && _crashes.Contains(Clock.Steps))
            {
                Crash();
            }

            if (Clock.Steps > MostSteps)
            {
                _problems.Add($"it goes on for ever: {Clock.Steps} steps, {Took}");
                return;
            }
        }

        if (_host is null)
        {
            _problems.Add("the simulation ended without a process");
        }
    }

    private void Start()
    {
        // Through the process's own time: what it begins at once belongs to it.
        Started[++_starts] = Clock.GetUtcNow();
        _host = SimulatedHost.Start(this, _starts);
        _desk.Started(_host);
        foreach (var lead in _waiting)
        {
            Clock.At(Clock.GetUtcNow().AddMilliseconds(lead.Spec.Number), null, () => Submit(lead));
        }

        _waiting.Clear();
    }

    private void Crash()
    {
        Crashed.Add(Clock.GetUtcNow());
        Workflows.Crash();
        _host = null;
        var down = Draw.Of(10, World.Seed, "down", Crashed.Count) switch
        {
            0 => TimeSpan.FromHours(3),
            1 => TimeSpan.FromMinutes(2),
            _ => TimeSpan.FromMilliseconds(200 + Draw.Of(3000, World.Seed, "down for", Crashed.Count)),
        };
        Clock.At(Clock.GetUtcNow() + down, null, Start);
        foreach (var lead in Sent.Where(lead => lead.IsOpen))
        {
            // No answer: the connection is gone. With a key it may be sent again; without one nobody knows.
            lead.IsOpen = false;
            if (lead.Spec.Keyed)
            {
                Clock.At(Clock.GetUtcNow() + down + TimeSpan.FromSeconds(1), null, () => Submit(lead));
            }
        }
    }

    private void Submit(SentLead lead)
    {
        if (_host is not { } host)
        {
            _waiting.Add(lead);
            return;
        }

        lead.Tries++;
        lead.IsOpen = true;
        Clock.In(host.Process, () => _ = SubmitAsync(host, lead));
    }

    private async Task SubmitAsync(SimulatedHost host, SentLead lead)
    {
        var fields = ValueObject.From(
        [
            new("email", Value.Of(Marker.Email(World, lead.Spec.Number))),
            new("phone_1", Value.Of($"555{lead.Spec.Number:0000000}")),
            new("state", Value.Of(lead.Spec.State)),
            new("score", Value.Of((decimal)lead.Spec.Score)),
            new("number", Value.Of((decimal)lead.Spec.Number)),
        ]);
        try
        {
            var catalog = host.Catalogs.Current;
            lead.Versions.Add(catalog.Version);
            var result = await host.Intake.SubmitAsync(
                new Submission(
                    catalog, catalog.Sources["partner"], catalog.Flows["auto"], fields, lead.Spec.Test,
                    lead.Spec.Keyed ? $"key-{lead.Spec.Number}" : null, BitConverter.GetBytes(lead.Spec.Number)),
                CancellationToken.None);
            lead.Answers.Add(result);
            lead.IsOpen = false;
        }
        catch (Exception error)
        {
            _problems.Add($"lead {lead.Spec.Number} could not be submitted: {error}");
        }
    }
}

/// <summary>How a world went.</summary>
internal sealed record WorldResult(World World, IReadOnlyList<string> Problems, int Steps, int Crashes, int Requests);
