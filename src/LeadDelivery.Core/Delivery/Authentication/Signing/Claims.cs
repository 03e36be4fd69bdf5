using System.Collections.Immutable;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Delivery.Authentication;

/// <summary>
/// The claims of a token: names as they are written (dots and colons are part of many), values as literals or templates. A template
/// that is one expression keeps its type; a claim without a value is left out.
/// </summary>
public sealed class Claims
{
    private readonly ImmutableArray<KeyValuePair<string, ClaimValue>> _members;

    internal Claims(ImmutableArray<KeyValuePair<string, ClaimValue>> members, string text)
    {
        _members = members;
        Text = text;
    }

    /// <summary>No claims.</summary>
    public static Claims None { get; } = new([], "");

    /// <summary>All that was written, secrets included: tells two sets of claims apart.</summary>
    internal string Text { get; }

    /// <summary>The paths that its templates read.</summary>
    internal IEnumerable<string> Paths => _members.SelectMany(member => member.Value.Paths);

    /// <summary>True when the claim is written out.</summary>
    internal bool Has(string name) => _members.Any(member => member.Key == name);

    /// <summary>The claims in this scope.</summary>
    internal ValueObject Evaluate(Scope scope) => Evaluate(_members, scope);

    private static ValueObject Evaluate(ImmutableArray<KeyValuePair<string, ClaimValue>> members, Scope scope) => ValueObject.From(
        members.Select(member => new KeyValuePair<string, Value>(member.Key, member.Value.Evaluate(scope)))
            .Where(member => !member.Value.IsNull));

    /// <summary>One value.</summary>
    internal abstract class ClaimValue
    {
        /// <summary>The paths that it reads.</summary>
        public abstract IEnumerable<string> Paths { get; }

        /// <summary>The value in this scope.</summary>
        public abstract Value Evaluate(Scope scope);
    }

    /// <summary>The same for every lead.</summary>
    internal sealed class Literal(Value value) : ClaimValue
    {
        public override IEnumerable<string> Paths => [];

        public override Value Evaluate(Scope scope) => value;
    }

    /// <summary>What a template gives.</summary>
    internal sealed class Computed(Template template) : ClaimValue
    {
        public override IEnumerable<string> Paths => template.Paths;

        public override Value Evaluate(Scope scope) => template.Evaluate(scope);
    }

    /// <summary>A list.</summary>
    internal sealed class Items(ImmutableArray<ClaimValue> items) : ClaimValue
    {
        public override IEnumerable<string> Paths => items.SelectMany(item => item.Paths);

        public override Value Evaluate(Scope scope) =>
            Value.Of(items.Select(item => item.Evaluate(scope)).Where(item => !item.IsNull).ToImmutableArray());
    }

    /// <summary>An object.</summary>
    internal sealed class Members(ImmutableArray<KeyValuePair<string, ClaimValue>> members) : ClaimValue
    {
        public override IEnumerable<string> Paths => members.SelectMany(member => member.Value.Paths);

        public override Value Evaluate(Scope scope) => Value.Of(Claims.Evaluate(members, scope));
    }
}
