using System.Collections.Immutable;
using System.Globalization;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Configuration.Yaml;
using LeadDelivery.Core.Gates.Schedules;
using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Dates;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>schedule:</c> of a recipient.</summary>
internal static class ScheduleDocument
{
    private const string Example = "Mon-Fri 09:00-20:00";

    private static readonly Key<Slot> Hours = Key.Of("hours", new HoursShape(), "Days and hours.").Required().Like($"\"{Example}\"");

    private static readonly Key<Template> Price = Key.Of(
        "price", Is.Amount, "What it pays in these hours when its reply names no price, in place of its own price.").Like("50.00");

    private static readonly ObjectShape<Slot> Detailed = new(
        "Hours with caps or a price of their own.", BuildSlot, Hours, CapsDocument.Sold.Section, Price);

    private static readonly Key<ImmutableArray<Slot>> Open = Key.Of(
        "open",
        new ListShape<Slot>(new SlotShape()) { TakesOne = true },
        "The hours in which it takes leads; an empty list: never.").Required().Like($"[\"{Example}\", \"Sat 10:00-16:00\"]");

    private static readonly Key<ImmutableArray<(DateOnly From, DateOnly To)>> Closed = Key.Of(
        "closed",
        new ListShape<(DateOnly From, DateOnly To)>(new DatesShape()) { TakesOne = true },
        "Dates on which it takes none.").Like("[\"2026-12-25\", \"2026-12-31..2027-01-02\"]");

    /// <summary>The key.</summary>
    public static Key<Schedule> Section { get; } = Key.Of(
        "schedule",
        new ObjectShape<Schedule>("When it takes leads.", Build, CapsDocument.Zone, Open, Closed),
        "When it takes leads, by its own wall clock; always where not given.").Like($"{{ timezone: America/New_York, open: [\"{Example}\"] }}");

    private static Schedule Build(ObjectReading schedule)
    {
        var zone = Zones.Find(schedule.Get(CapsDocument.Zone)!)!;
        return new([.. schedule.Get(Open).Select(slot => In(zone, slot))], zone)
        {
            Closed = schedule.Has(Closed) ? schedule.Get(Closed) : [],
        };
    }

    // Its hours are those of the schedule's clock, and so are the days and weeks of its caps unless they name another.
    private static Slot In(TimeZoneInfo zone, Slot slot) =>
        slot.Caps.IsEmpty ? slot : slot with { Caps = [.. slot.Caps.Select(cap => cap.HasZone ? cap : cap with { Zone = zone })] };

    private static Slot BuildSlot(ObjectReading slot)
    {
        var hours = slot.Get(Hours);
        return hours with
        {
            Price = slot.Get(Price),

            // What was sold outside of the slot does not count in it.
            Caps = [.. CapsDocument.Sold.Of(slot).Select(cap => cap with { Name = cap.Name ?? hours.Text, Tag = $"slot:{hours.Text}/{cap.Tag}" })],
        };
    }

    private sealed class HoursShape : Shape<Slot>
    {
        public override string Expected => $"days and hours such as {Example}";

        public override bool TryRead(YamlNode node, Place place, out Slot value)
        {
            value = null!;
            if (node is not YamlScalar { Means: ScalarKind.Text } scalar)
            {
                return place.Unexpected(node, Expected);
            }

            value = Slot.Parse(scalar.Text, out var error)!;
            return error is null || place.Mistake(node.Line, error + Meant(scalar.Text));
        }

        private static string Meant(string written) =>
            OtherForms.Hours(written) is { } hours && Slot.Parse(hours, out _) is not null ? $"; did you mean \"{hours}\"?" : "";

        public override void Describe(SchemaWriter schema)
        {
            schema.Type("string");
            schema.Pattern("^[A-Za-z,-]+ +[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$");
        }
    }

    private sealed class SlotShape : Shape<Slot>
    {
        public override string Expected => $"hours such as {Example}, or an object with hours, caps, price";

        public override bool TryRead(YamlNode node, Place place, out Slot value)
        {
            if (node is YamlMap)
            {
                return Detailed.TryRead(node, place, out value);
            }

            value = null!;
            return node is YamlScalar { Means: ScalarKind.Text } ? Hours.Of.TryRead(node, place, out value) : place.Unexpected(node, Expected);
        }

        public override void Describe(SchemaWriter schema) => schema.AnyOf(Hours.Of, Detailed);
    }

    private sealed class DatesShape : Shape<(DateOnly From, DateOnly To)>
    {
        public override string Expected => "a date such as 2026-12-25, or a range such as 2026-12-24..2026-12-26";

        public override bool TryRead(YamlNode node, Place place, out (DateOnly From, DateOnly To) value)
        {
            value = default;
            if (node is not YamlScalar { Means: not ScalarKind.Null } scalar || scalar.Text.Split("..") is not { Length: 1 or 2 } ends
                || !TryDate(ends[0], out value.From) || !TryDate(ends[^1], out value.To))
            {
                return place.Unexpected(node, Expected);
            }

            return value.From <= value.To || place.Mistake(node.Line, "ends before it begins, expected the earlier date first");
        }

        public override void Describe(SchemaWriter schema)
        {
            schema.Type("string");
            schema.Pattern(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$");
        }

        private static bool TryDate(string text, out DateOnly date) =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }
}
