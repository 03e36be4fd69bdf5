using System.Collections.Frozen;
using System.Collections.Immutable;
using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Leads;

/// <summary>
/// Puts a lead's fields into the normal forms of a flow's types, and adds the fields that arrived under another writing of their name.
/// Made once per flow.
/// </summary>
public sealed class FieldNormalizer
{
    private readonly FrozenDictionary<string, FieldRule> _rules;
    private readonly ImmutableArray<FieldRule> _declared;
    private readonly ImmutableArray<(FieldRule Rule, string[] Path)> _nested;

    /// <summary>Prepares the rules.</summary>
    public FieldNormalizer(ImmutableArray<FieldRule> rules)
    {
        _declared = rules;
        _rules = rules.Where(rule => rule.Type is not null).DistinctBy(rule => rule.Name)
            .ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);
        _nested = [.. rules.Where(rule => rule.Type is not null && rule.Name.Contains('.')).Select(rule => (rule, rule.Name.Split('.')))];
    }

    /// <summary>The fields to work with, and the values that were sent for those that differ from what was sent.</summary>
    /// <param name="sent">The fields under their names here.</param>
    /// <param name="now">The lead's arrival.</param>
    public (ValueObject Fields, ValueObject Raw) Normalize(ValueObject sent, DateTimeOffset now)
    {
        var pass = new Pass(sent);
        for (var i = 0; i < sent.Count; i++)
        {
            var (name, value) = sent.Members[i];
            if (_rules.TryGetValue(name, out var rule))
            {
                pass.Replace(i, Normal(rule, value, now));
            }

            if (Certificates.Meant(name) is { } meant)
            {
                pass.Offer(meant.Field, meant.Rank, value);
            }
        }

        foreach (var (rule, path) in _nested)
        {
            if (!sent.TryGet(rule.Name, out _) && sent.IndexOf(path[0]) is >= 0 and var at)
            {
                pass.Replace(at, Within(pass.At(at), path.AsSpan(1), rule, now));
            }
        }

        AddOtherWritings(sent, now, ref pass);
        AddCertificates(sent, now, ref pass);
        return pass.End();
    }

    /// <summary>A value that is blank or cannot be read stays as it is.</summary>
    private static Value Normal(FieldRule rule, Value value, DateTimeOffset now) =>
        IsBlank(value) || FieldTypes.Read(rule, value, now) is not { IsNull: false } normal ? value : normal;

    private static bool IsBlank(Value value) => value.IsNull || (value.Kind == ValueKind.Text && string.IsNullOrWhiteSpace(value.AsText));

    private static Value Within(Value value, ReadOnlySpan<string> path, FieldRule rule, DateTimeOffset now)
    {
        if (path.IsEmpty)
        {
            return Normal(rule, value, now);
        }

        if (value.Kind != ValueKind.Object || !value.AsObject.TryGet(path[0], out var member))
        {
            return value;
        }

        var normal = Within(member, path[1..], rule, now);
        return IsSame(normal, member) ? value : Value.Of(value.AsObject.With(path[0], normal));
    }

    /// <summary><c>Email</c> for a declared <c>email</c>, where it is the only one that differs by nothing but case.</summary>
    private void AddOtherWritings(ValueObject sent, DateTimeOffset now, ref Pass pass)
    {
        foreach (var rule in _declared)
        {
            if (sent.TryGet(rule.Name, out var own) && !IsBlank(own))
            {
                continue;
            }

            var found = Value.Null;
            var count = 0;
            foreach (var (name, value) in sent.Members)
            {
                if (name.Length == rule.Name.Length && name != rule.Name && name.Equals(rule.Name, StringComparison.OrdinalIgnoreCase))
                {
                    (found, count) = (value, count + 1);
                }
            }

            // A name that the flow declares itself is that field and no other's writing.
            if (count == 1 && !IsBlank(found)
                && _declared.Count(other => other.Name.Equals(rule.Name, StringComparison.OrdinalIgnoreCase)) == 1)
            {
                pass.Add(rule.Name, found, Normal(rule, found, now));
            }
        }
    }

    /// <summary>What arrived under a form's or a seller's name for a certificate, where it is one.</summary>
    private void AddCertificates(ValueObject sent, DateTimeOffset now, ref Pass pass)
    {
        foreach (var (meant, _, value) in pass.Offers)
        {
            if (Certificates.Read(meant, value.AsText) is not { } certificate
                || (sent.TryGet(certificate.Field, out var own) && !IsBlank(own)) || pass.HasAdded(certificate.Field))
            {
                continue;
            }

            var normal = Value.Of(certificate.Text);
            pass.Add(certificate.Field, value, _rules.TryGetValue(certificate.Field, out var rule) ? Normal(rule, normal, now) : normal);
        }
    }

    // 45.0 and 45 are equal, and written differently.
    private static bool IsSame(Value left, Value right) =>
        left == right && (left.Kind != ValueKind.Number || left.AsNumber.Scale == right.AsNumber.Scale);

    /// <summary>What one lead's fields become; nothing is copied before something changes.</summary>
    private ref struct Pass(ValueObject sent)
    {
        private KeyValuePair<string, Value>[]? _members;
        private List<KeyValuePair<string, Value>>? _raw;
        private List<KeyValuePair<string, Value>>? _added;
        private List<(string Field, int Rank, Value Value)>? _offers;

        /// <summary>What may be a certificate, the most believed first.</summary>
        public readonly IEnumerable<(string Field, int Rank, Value Value)> Offers =>
            _offers is null ? [] : _offers.Count == 1 ? _offers : _offers.OrderBy(offer => offer.Rank);

        public readonly Value At(int index) => _members is null ? sent.Members[index].Value : _members[index].Value;

        public void Replace(int index, Value normal)
        {
            if (IsSame(normal, At(index)))
            {
                return;
            }

            _members ??= [.. sent.Members];
            var (name, before) = sent.Members[index];
            if (_raw is null || !_raw.Exists(field => field.Key == name))
            {
                (_raw ??= []).Add(new(name, before));
            }

            _members[index] = new(name, normal);
        }

        public void Offer(string field, int rank, Value value)
        {
            if (value.Kind == ValueKind.Text)
            {
                (_offers ??= []).Add((field, rank, value));
            }
        }

        public readonly bool HasAdded(string name) => _added is not null && _added.Exists(field => field.Key == name);

        public void Add(string name, Value raw, Value normal)
        {
            (_added ??= []).Add(new(name, normal));
            if (!IsSame(raw, normal))
            {
                (_raw ??= []).Add(new(name, raw));
            }
        }

        public readonly (ValueObject Fields, ValueObject Raw) End()
        {
            var fields = _members is null ? sent : sent.WithValues(_members);
            fields = _added is null ? fields : ValueObject.From(fields.Members.Concat(_added));
            return (fields, _raw is null ? ValueObject.Empty : ValueObject.From(_raw));
        }
    }
}
