using LeadDelivery.Testing.Fuzzing;
using Xunit.Abstractions;

namespace LeadDelivery.Core.Tests.Delivery;

/// <summary>A few seconds of what bench/LeadDelivery.Bench.Fuzz does for hours: no exception and no hang, whatever comes.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const ulong Fixed = 20261121;

    private static readonly TimeSpan Bounded = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("replies", true)]
    [InlineData("replies", false)]
    [InlineData("language", true)]
    [InlineData("language", false)]
    public void No_input_makes_it_fail(string name, bool known)
    {
        FuzzTarget target = name == "replies" ? new ReplyTarget() : new LanguageTarget();
        var seed = known ? Fixed : (ulong)Random.Shared.NextInt64(1, long.MaxValue);

        var result = new Fuzzer(target, seed).Run(20_000, Bounded);

        output.WriteLine($"seed {seed}: {result.Executions} executions, {result.Kinds} kinds");
        Assert.True(result.Failure is null, $"seed {seed}, execution {result.Executions}: {result.Failure}");
        Assert.True(result.Executions > target.Seeds.Count);
    }

    [Fact]
    public void Fault_of_a_target_is_found_and_given_with_its_input()
    {
        var result = new Fuzzer(new Faulty(), Fixed).Run(100_000, TimeSpan.FromMinutes(1));

        Assert.Contains("a bang", result.Failure, StringComparison.Ordinal);
        Assert.Contains("input: ", result.Failure, StringComparison.Ordinal);
    }

    /// <summary>Fails on an input that only one who keeps what is new comes to: four letters in a row.</summary>
    private sealed class Faulty : FuzzTarget
    {
        public override string Name => "faulty";

        public override IReadOnlyList<byte[]> Seeds { get; } = ["seed"u8.ToArray()];

        public override IReadOnlyList<byte[]> Words { get; } = ["b"u8.ToArray(), "a"u8.ToArray(), "n"u8.ToArray(), "g"u8.ToArray()];

        public override void Run(ReadOnlySpan<byte> input, Seen seen)
        {
            var right = input.CommonPrefixLength("bang"u8);
            seen.Add("letters", null, right);
            Check(right < 4, "a bang");
        }
    }
}
