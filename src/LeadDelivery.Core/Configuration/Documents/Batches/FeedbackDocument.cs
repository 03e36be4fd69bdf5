using LeadDelivery.Core.Batches.Feedback;
using LeadDelivery.Core.Configuration.Shapes;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Documents;

/// <summary><c>feedback:</c> of a batch.</summary>
internal static class FeedbackDocument
{
    private static readonly Key<string> Pattern = Key.Of(
        "pattern",
        new TextShape("a pattern such as results_*.csv", text => RemoteTexts.LineMistake(text)
            ?? (text.AsSpan().IndexOfAny('/', '\\') >= 0 ? "is for names alone, expected the folder in the path under from" : null)),
        "Names of the files: * stands for any characters.").Or("*", "\"*\"").Like("\"results_*.csv\"");

    private static readonly Key<TimeSpan> Every = Key.Of("every", Is.Duration("10s", "30d"), "How often they are looked for.")
        .Or(TimeSpan.FromMinutes(15), "15m");

    private static readonly Key<Expression> Lead = Rule("lead", "Gives the lead's id; the columns are its names.", "lead_id").Required();

    private static readonly Key<Expression> Accepted = Rule("accepted", "Holds when the row was accepted.", "status == 'accepted'")
        .Required();

    private static readonly Key<Expression> Duplicate = Rule(
        "duplicate", "Holds when the recipient has the lead already.", "status == 'duplicate'");

    private static readonly Key<Expression> Reason = Rule("reason", "Its words for it.", "reason");

    private static readonly Key<Expression> Price = Rule("price", "What it pays.", "price");

    public static readonly Key<FeedbackRules> Section = Key.Of(
        "feedback",
        new ObjectShape<FeedbackRules>(
            "Files in which the recipient says what became of rows.",
            Build,
            [
                DestinationDocument.From, Pattern, Every, FileFormatDocument.FeedbackFormat, .. FileFormatDocument.FeedbackSections,
                Lead, Accepted, Duplicate, Reason, Price,
            ]),
        "Files in which the recipient says what became of rows.")
        .Like("{ from: { type: folder, path: /srv/feedback }, format: csv, "
            + "lead: lead_id, accepted: \"status == 'accepted'\", reason: reason }");

    private static Key<Expression> Rule(string name, string doc, string example) => Key.Of(name, Is.Expression, doc).Like($"\"{example}\"");

    private static FeedbackRules Build(ObjectReading feedback)
    {
        var format = FileFormatDocument.Of(feedback, FileFormatDocument.FeedbackFormat);
        if (FeedbackReader.Mistake(format) is { } mistake)
        {
            feedback.MistakeAt(format.Name, mistake);
        }

        return new()
        {
            From = feedback.Get(DestinationDocument.From)!,
            Pattern = feedback.Get(Pattern)!,
            Every = feedback.Get(Every),
            Format = format,
            Lead = feedback.Get(Lead)!,
            Accepted = feedback.Get(Accepted)!,
            Duplicate = feedback.Get(Duplicate),
            Reason = feedback.Get(Reason),
            Price = feedback.Get(Price),
        };
    }
}
