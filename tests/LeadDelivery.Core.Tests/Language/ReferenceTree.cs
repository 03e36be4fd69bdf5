using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace LeadDelivery.Core.Tests.Language;

/// <summary>An expression of numbers and booleans that prints itself with as few parentheses as the precedences need, and evaluates
/// itself by rules written down a second time.</summary>
internal sealed record ReferenceTree(string Symbol, params ReferenceTree[] Children)
{
    private const int Atom = 8;

    public static Gen<ReferenceTree> Trees => Gen.Sized(size => OfSize(Math.Min(size, 20)));

    private int Level => Symbol switch
    {
        "?" => 0,
        "or" => 1,
        "and" => 2,
        "not" => 3,
        "==" or "!=" or "<" or "<=" or ">" or ">=" => 4,
        "+" or "-" => 5,
        "*" or "/" or "%" => 6,
        "neg" => 7,
        _ => Atom,
    };

    public string Print(int least)
    {
        var text = Level switch
        {
            0 => $"{Children[0].Print(1)} ? {Children[1].Print(0)} : {Children[2].Print(0)}",
            3 => $"not {Children[0].Print(3)}",
            4 => $"{Children[0].Print(5)} {Symbol} {Children[1].Print(5)}",
            7 => $"-{Children[0].Print(7)}",
            Atom => Symbol,
            var level => $"{Children[0].Print(level)} {Symbol} {Children[1].Print(level + 1)}",
        };
        return Level < least ? $"({text})" : text;
    }

    public object? Evaluate()
    {
        switch (Symbol)
        {
            case "true": return true;
            case "false": return false;
            case "null": return null;
            case "?": return Children[IsTrue(Children[0].Evaluate()) ? 1 : 2].Evaluate();
            case "or": return Children[0].Evaluate() is var a && IsTrue(a) ? a : Children[1].Evaluate();
            case "and": return Children[0].Evaluate() is var b && !IsTrue(b) ? b : Children[1].Evaluate();
            case "not": return !IsTrue(Children[0].Evaluate());
            case "neg": return Children[0].Evaluate() is decimal n ? -n : null;
        }

        return Children.Length == 0
            ? decimal.Parse(Symbol, CultureInfo.InvariantCulture)
            : Level == 4 ? Compare(Children[0].Evaluate(), Children[1].Evaluate())
                : Compute(Children[0].Evaluate(), Children[1].Evaluate());
    }

    private static Gen<ReferenceTree> OfSize(int size)
    {
        var atoms = Gen.Elements("0", "1", "2", "3", "7.5", "10", "true", "false", "null").Select(s => new ReferenceTree(s));
        if (size == 0)
        {
            return atoms;
        }

        var smaller = OfSize(size / 2);
        return Gen.OneOf(
            atoms,
            from symbol in Gen.Elements("or", "and", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%")
            from left in smaller
            from right in smaller
            select new ReferenceTree(symbol, left, right),
            from symbol in Gen.Elements("not", "neg") from child in smaller select new ReferenceTree(symbol, child),
            from condition in smaller from yes in smaller from no in smaller select new ReferenceTree("?", condition, yes, no));
    }

    private static bool IsTrue(object? value) => value is bool b ? b : value is decimal d && d != 0;

    private object? Compare(object? left, object? right)
    {
        if (Symbol is "==" or "!=")
        {
            var equal = left is null || right is null ? left is null && right is null : AsNumber(left) == AsNumber(right);
            return equal == (Symbol == "==");
        }

        if (left is not decimal a || right is not decimal b)
        {
            return null;
        }

        return Symbol switch { "<" => a < b, "<=" => a <= b, ">" => a > b, _ => a >= b };
    }

    private object? Compute(object? left, object? right)
    {
        if (left is not decimal a || right is not decimal b || (b == 0 && Symbol is "/" or "%"))
        {
            return null;
        }

        try
        {
            return Symbol switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => a % b };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal AsNumber(object value) => value is decimal d ? d : value is true ? 1 : 0;
}
