using LeadDelivery.Core.Delivery;
using LeadDelivery.Simulator.Running;
using LeadDelivery.Simulator.Worlds;

namespace LeadDelivery.Simulator.Oracles;

/// <summary>
/// The deliveries are those that the plan asks for: nobody out of turn, nobody forgotten, no more buyers than asked. Read off the plan and
/// the records alone; where no buyer stands at two places, each record's place is known.
/// </summary>
internal sealed partial class PlanWalks
{
    private readonly WorldRun _run;
    private readonly World _world;
    private readonly LeadBook _book;
    private readonly Dictionary<string, DeliveryLine> _lines;
    private readonly List<string> _problems = [];
    private readonly int _redelivery;
    private bool _halted;

    /// <param name="version">The configuration that it finishes on: that in force when it began.</param>
    private PlanWalks(WorldRun run, LeadBook book, int redelivery, string version)
    {
        _run = run;
        _redelivery = redelivery;
        _world = run.Catalogs.WorldOf(version);
        _book = book;
        var byRecipient = book.Deliveries.Where(line => line.Redelivery == redelivery).GroupBy(line => line.Recipient).ToList();
        _lines = byRecipient.ToDictionary(lines => lines.Key, lines => lines.First());
        foreach (var twice in byRecipient.Where(lines => lines.Count() > 1))
        {
            Wrong($"has {twice.Count()} deliveries to {twice.Key}");
        }

        _halted = _lines.Values.Any(line => !line.Also && line.MayHaveBeenTaken);
    }

    public static IEnumerable<string> Check(WorldRun run, LeadBook book)
    {
        if (book.Rejected || book.IsErased || !run.World.Versions.All(version => version.HasUniqueBuyers))
        {
            return [];
        }

        var walk = new PlanWalks(run, book, 0, book.Version);
        walk.Check();
        var again = book.Turns.Select((turn, at) => (turn, Number: at + 1)).Where(each => each.turn is { Type: "lead.redelivered", Recipient: "" })
            .Select(each => new PlanWalks(run, book, each.Number, each.turn.Configuration)).ToList();
        again.ForEach(each => each.Plan());
        return [.. walk._problems, .. again.SelectMany(each => each._problems)];
    }

    private void Check()
    {
        var plan = _world.Plan;
        var placed = Plan();
        if (_book.Turns.Any(turn => turn.Type == "lead.redelivered"))
        {
            Redelivered(plan, placed);
        }
        else
        {
            Ended(plan, placed);
        }

        if (IsSequential(plan) && (_world.Unsold is null || IsSequential(_world.Unsold))
            && _lines.Values.FirstOrDefault(line => !line.Also && line.MayHaveBeenTaken) is { } stop)
        {
            // Killed between its mark and its request it was never asked: then only those are later who were never asked before.
            var asked = _book.Of(stop).LastOrDefault(request => request.Attempt == stop.Attempts)?.SentAt;
            foreach (var later in _lines.Values.Where(line => !line.Also && line != stop && _book.Of(line).Any(request =>
                asked is { } at ? request.SentAt > at : line.Number > stop.Number && _world.TriesOf(stop.Recipient) == 1)))
            {
                Wrong($"was sent to {later.Recipient} although {stop.Recipient} may have taken it");
            }
        }
    }

    private void Ended(PlanSpec plan, bool placed)
    {
        var come = IsPlaced(plan) || _world.Unsold is null ? Come(plan) : Come(_world.Unsold);
        var isRight = placed && come != Outcome.Failure ? _book.Summary.Outcome == come.Name() : _book.Summary.Outcome is not ("success" or "queued");
        if (!isRight)
        {
            Wrong($"is recorded as {_book.Summary.Outcome}, its plan {(placed ? $"placed it and came to {come}" : "did not place it")}");
        }
    }

    // What was sold stays sold, whatever comes of redeliveries; and without parts that all must take, any sale is a success.
    private void Redelivered(PlanSpec plan, bool placed)
    {
        var ends = _book.Deliveries.Where(line => !line.Also).Select(Come).ToList();
        var come = ends.Contains(Outcome.Success) ? Outcome.Success : ends.Contains(Outcome.Queued) ? Outcome.Queued : Outcome.Failure;
        var isTold = _book.Summary.Outcome == come.Name() || (come == Outcome.Failure && _book.Summary.Outcome is not ("success" or "queued"));
        if (!isTold && !_run.World.Versions.Any(version => version.Nodes.Any(node => node.All)))
        {
            Wrong($"is recorded as {_book.Summary.Outcome} after redeliveries, all its deliveries come to {come}");
        }

        if (placed && (IsPlaced(plan) || _world.Unsold is null ? Come(plan) : Come(_world.Unsold)) == Outcome.Success && _book.Summary.Outcome != "success")
        {
            Wrong($"was sold, and is recorded as {_book.Summary.Outcome} after a redelivery");
        }
    }

    // Whether it placed the lead.
    private bool Plan()
    {
        var plan = _world.Plan;
        Node(plan, free: true, once: true);
        var placed = IsPlaced(plan);
        if (_world.Unsold is { } unsold)
        {
            Node(unsold, free: true, once: true);
            if (placed && IsTouched(unsold))
            {
                Wrong("was sold and went to its unsold end all the same");
            }

            if (!placed && !_halted)
            {
                MustBeTouched(unsold);
            }

            placed |= IsPlaced(unsold);
        }

        foreach (var also in _world.Also)
        {
            _halted = Lines(also).Any(line => line.MayHaveBeenTaken);
            Node(also, free: true, once: true);
            MustBeTouched(also);
        }

        return placed;
    }

    /// <param name="free">True where no race or window around may have cut it short.</param>
    /// <param name="once">True where no window around may have tried it again.</param>
    private void Node(PlanSpec node, bool free, bool once)
    {
        if (node.When is { } when && !when.Holds(_book.Spec))
        {
            foreach (var recipient in node.AllRecipients.Where(id => _lines.TryGetValue(id, out var line) && line.Outcome != Outcome.Skipped))
            {
                Wrong($"went to {recipient} against the rule of its node");
            }

            return;
        }

        if (!IsTouched(node))
        {
            return;
        }

        switch (node.Kind)
        {
            case NodeKind.Deliver:
                Deliver(node.Buyer!, free, once);
                break;
            case NodeKind.Waterfall or NodeKind.Rotate or NodeKind.Windows:
                InOrder(node, free, once);
                break;
            case NodeKind.Parallel:
                if (free)
                {
                    node.Members.ToList().ForEach(MustBeTouched);
                }

                break;
            case NodeKind.Race:
                Race(node);
                break;
            case NodeKind.Route:
                Route(node, free);
                break;
            case NodeKind.Auction:
                Auction(node, once);
                break;
        }

        for (var at = 0; at < node.Members.Length; at++)
        {
            var isTriedAgain = node.Spans.Length > 0 && node.Spans[at].Every is not null;
            Node(node.Members[at], free && node.Kind is not (NodeKind.Race or NodeKind.Windows or NodeKind.Auction), once && !isTriedAgain);
        }
    }

    private void Deliver(string first, bool free, bool once)
    {
        var technical = true;
        var sold = false;
        foreach (var id in _world.BackupsOf(first).Prepend(first))
        {
            var line = _lines.GetValueOrDefault(id);
            if (line is null)
            {
                if (free && technical && _lines.GetValueOrDefault(first)?.Outcome == Outcome.Error && id != first && !_halted && _lines.ContainsKey(first))
                {
                    Wrong($"was not offered to the backup {id}");
                }

                return;
            }

            if (once && (sold || !technical))
            {
                Wrong($"went to the backup {id} although {first} did not fail");
            }

            sold = line.Placed;
            technical = line.Outcome == Outcome.Error || line.IsTechnicallySkipped;
        }
    }

    private void InOrder(PlanSpec node, bool free, bool once)
    {
        var members = node.Members;
        var placed = members.Count(IsPlaced);
        if (placed > 1)
        {
            Wrong($"was sold by {placed} members of one {node.Kind}");
        }

        if (node.Kind == NodeKind.Rotate)
        {
            if (once && !node.ThenRest && members.Count(member => Requests(member).Any()) > 1)
            {
                Wrong("went to several members of a rotation that picks one");
            }

            return;
        }

        for (var at = 0; once && at < members.Length - 1; at++)
        {
            var (member, next) = (members[at], members[at + 1]);
            var movesOn = MovesOn(node, member);
            if ((IsPlaced(member) || movesOn == false) && IsTouched(next))
            {
                Wrong($"went on to member {at + 2} of a {node.Kind} that had ended");
            }

            if (free && !_halted && movesOn == true && !IsPlaced(member))
            {
                if (members.Take(at + 1).All(before => MovesOn(node, before) == true && !IsPlaced(before)))
                {
                    MustBeTouched(next);
                }
            }

            if (node.Kind == NodeKind.Windows)
            {
                Exclusive(node, at);
            }
        }
    }

    // Nobody of a window is asked once the next has begun, and none of the next before this one's time is over.
    private void Exclusive(PlanSpec node, int at)
    {
        var later = node.Members.Skip(at + 1).SelectMany(Requests).ToList();
        if (later.Count == 0)
        {
            return;
        }

        var first = later.Min(request => request.SentAt);
        if (Requests(node.Members[at]).Any(request => request.SentAt > first))
        {
            Wrong($"was offered in window {at + 1} after the next had opened");
        }

        var spans = node.Spans.Take(at + 1).ToList();
        var received = LeadDelivery.Core.Leads.UlidFactory.TimeOf(_book.Id)!.Value;
        if (_redelivery == 0 && spans.All(span => !span.MovesOn) && first < received.AddMilliseconds(spans.Sum(span => span.For)))
        {
            Wrong($"was offered in window {at + 2} while the one before was open");
        }
    }

    private void Race(PlanSpec node)
    {
        var sold = node.Members.Count(member => Lines(member).Any(line => line.Placed));
        if (node.Members.Any(IsPlaced) && sold > 1)
        {
            Wrong($"was sold by {sold} members of one race");
        }
    }

    private void Route(PlanSpec node, bool free)
    {
        var taken = Enumerable.Range(0, node.Rules.Length).FirstOrDefault(at => node.Rules[at]?.Holds(_book.Spec) != false, -1);
        for (var at = 0; at < node.Members.Length; at++)
        {
            if (at != taken && IsTouched(node.Members[at]))
            {
                Wrong($"took branch {at + 1} of a route, not {taken + 1}");
            }
        }

        if (free && taken >= 0)
        {
            MustBeTouched(node.Members[taken]);
        }
    }

    // Null: cannot be told from the records.
    private bool? MovesOn(PlanSpec node, PlanSpec member)
    {
        if (node.Kind == NodeKind.Windows || node.On is not { } on)
        {
            return true;
        }

        return member.Kind != NodeKind.Deliver || _world.Buyer(member.Buyer!).Backup is not null || !_lines.TryGetValue(member.Buyer!, out var line)
            ? null
            : on.Contains(line.Outcome.Name());
    }

    // A route none of whose rules hold tries nobody, and what holds such routes may do so too: only plain deliveries are certain.
    private void MustBeTouched(PlanSpec node)
    {
        if (node.Kind == NodeKind.Deliver && !_lines.ContainsKey(node.Buyer!))
        {
            Wrong($"was never offered to {node.Buyer}");
        }
    }

    // What those make of it who took it, once they have decided: a success, still queued, or nothing.
    private Outcome Come(PlanSpec node)
    {
        if (node.When?.Holds(_book.Spec) == false)
        {
            return Outcome.Failure;
        }

        var ends = node.Kind == NodeKind.Deliver
            ? [.. _world.BackupsOf(node.Buyer!).Prepend(node.Buyer!).Where(_lines.ContainsKey).Select(id => Come(_lines[id]))]
            : node.Members.Select(Come).ToList();
        return node.All && ends.Contains(Outcome.Failure) ? Outcome.Failure
            : ends.Contains(Outcome.Success) && !(node.All && ends.Contains(Outcome.Queued)) ? Outcome.Success
            : ends.Contains(Outcome.Queued) ? Outcome.Queued
            : Outcome.Failure;
    }

    // A lead that was approved in review comes to what it was sent on for.
    private Outcome Come(DeliveryLine line)
    {
        if (line.Outcome != Outcome.Queued || line.Reason?.StartsWith("approved", StringComparison.Ordinal) != true)
        {
            return line.IsSale ? line.Outcome : Outcome.Failure;
        }

        var since = _book.Attempts.First(attempt => attempt.Key == line.Key && attempt.Outcome == "queued").At;
        var turn = Enumerable.Range(1, _book.Turns.Count).FirstOrDefault(number => number > line.Redelivery
            && _book.Turns[number - 1] is { Type: "lead.reviewed", Decision: "approve" } turn && turn.At >= since, int.MaxValue);
        var ends = _book.Deliveries.Where(sent => sent.Redelivery == turn && !sent.Also).Select(Come).ToList();
        return ends.Contains(Outcome.Success) ? Outcome.Success : ends.Contains(Outcome.Queued) ? Outcome.Queued : Outcome.Failure;
    }

    private bool IsPlaced(PlanSpec node) => node.When?.Holds(_book.Spec) != false && (node.Kind, node.All) switch
    {
        (NodeKind.Deliver, _) => _world.BackupsOf(node.Buyer!).Prepend(node.Buyer!).Any(id => _lines.TryGetValue(id, out var line) && line.Placed),
        (NodeKind.Parallel, true) => node.Members.All(IsPlaced),
        _ => node.Members.Any(IsPlaced),
    };

    private static bool IsSequential(PlanSpec node) =>
        node.Kind is not (NodeKind.Parallel or NodeKind.Race or NodeKind.Auction) && node.Members.All(IsSequential);

    private bool IsTouched(PlanSpec node) => Lines(node).Any();

    private IEnumerable<DeliveryLine> Lines(PlanSpec node) => node.AllRecipients
        .SelectMany(id => _world.BackupsOf(id).Prepend(id)).Where(_lines.ContainsKey).Select(id => _lines[id]);

    private IEnumerable<SeenRequest> Requests(PlanSpec node) => Lines(node).SelectMany(_book.Of);

    private void Wrong(string what) => _problems.Add($"lead {_book.Spec.Number} {what}");
}
