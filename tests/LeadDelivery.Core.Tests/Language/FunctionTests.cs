using LeadDelivery.Core.Language;
using LeadDelivery.Core.Language.Functions;

namespace LeadDelivery.Core.Tests.Language;

public sealed class FunctionTests
{
    public static TheoryData<string, string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var function in FunctionLibrary.Themes.SelectMany(t => t.Functions))
            {
                data.Add(function.Name, function.Example, function.Result);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Function_gives_what_its_example_says(string name, string example, string result)
    {
        Assert.Contains(name.Replace("_", "", StringComparison.Ordinal), example.Replace("_", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(result, ValueJson.ToText(Evaluate(example)));
    }

    internal static Value Evaluate(string text, TestScope? scope = null)
    {
        var expression = Expression.Parse(text, out var error);
        Assert.True(error is null, $"{text}: {error}");
        return expression!.Evaluate(scope ?? new TestScope());
    }
}
