using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Configuration.Shapes;

/// <summary>The simple shapes, by the names they are read aloud with.</summary>
internal static class Is
{
    public static Shape<string> Text { get; } = new TextShape();

    public static Shape<bool> Boolean { get; } = new BooleanShape();

    public static Shape<Expression> Expression { get; } = new ExpressionShape();

    public static Shape<Language.Template> Template { get; } = new TemplateShape();

    public static Shape<Language.Template> Amount { get; } = new AmountShape();

    public static Shape<TimeSpan> Duration(string min, string max) => new DurationShape(Span(min), Span(max));

    public static Shape<int> Integer(int min, int max) => new NumberShape<int>(min, max);

    public static Shape<decimal> Number(decimal min, decimal max) => new NumberShape<decimal>(min, max);

    /// <summary>A duration as it is written in files; only for constants.</summary>
    public static TimeSpan Span(string text) => DurationShape.TryParse(text, out var span) ? span : throw new FormatException(text);
}
