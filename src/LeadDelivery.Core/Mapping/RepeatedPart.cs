using System.Collections.Immutable;
using System.Text.Json;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Mapping;

/// <summary><c>$each</c>: one built value for each item of a list of the lead, those left out closed up.</summary>
/// <param name="path">For problems.</param>
/// <param name="list">The list; a single value counts as a list of one, an object by its values.</param>
/// <param name="name">What an item is called in the templates below.</param>
/// <param name="item">What each becomes.</param>
internal sealed class RepeatedPart(string path, Expression list, string name, MappingPart item) : MappingPart
{
    /// <summary>Most items of one list: more is no lead of one consumer.</summary>
    public const int MaxItems = 1_000;

    public override bool IsAlwaysThere => false;

    public MappingPart Item => item;

    public override bool TryBuild(in MappingRun run, out Value value)
    {
        var source = list.Evaluate(run.Scope);
        var items = source.Kind switch
        {
            ValueKind.List => source.AsList,
            ValueKind.Object => [.. source.AsObject.Members.Select(m => m.Value)],
            _ => IsEmpty(source) ? [] : [source],
        };
        value = Value.Null;
        if (items.Length > MaxItems)
        {
            run.Problem(path, $"{items.Length} items, at most {MaxItems} are mapped");
            return false;
        }

        var built = ImmutableArray.CreateBuilder<Value>(items.Length);
        var budget = run.Items ?? new ItemBudget();
        var problems = run.Problems.Count;
        foreach (var one in items)
        {
            if (!budget.TryTake())
            {
                run.Problem(path, $"lists within lists of more than {ItemBudget.MaxInAll} items");
                return false;
            }

            if (item.TryBuild(run.Inside(name, one, budget), out var part))
            {
                built.Add(part);
            }

            // Nothing is sent any more, and the next item would most likely say the same.
            if (run.Problems.Count > problems)
            {
                return false;
            }
        }

        value = Value.Of(built.DrainToImmutable());
        return value.AsList.Length > 0;
    }

    public override void Write(in MappingRun run, Utf8JsonWriter writer, ref OpenParts open)
    {
        if (TryBuild(run, out var value))
        {
            open.FlushForValue(writer);
            ValueJson.Write(writer, value);
        }
    }
}
