namespace LeadDelivery.Core.Language.Parsing;

/// <summary>Ends a parse at its first mistake; never leaves <see cref="Expression.Parse"/> and <see cref="Template.Parse"/>.</summary>
internal sealed class ParseFailure(int position, string message) : Exception(message)
{
    public LanguageError Error => new(position + 1, Message);
}
