using System.Text;
using LeadDelivery.Core.Leads;
using LeadDelivery.Testing;

namespace LeadDelivery.Core.Tests.Leads;

public class LeadSealTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("""{"email":"ann@example.com"}""");

    [Fact]
    public void What_was_sealed_opens_under_the_same_key_for_the_same_lead()
    {
        var key = new MemoryLeadKeys().Allocate();

        Assert.Equal(Text, LeadSeal.Open(key, "lead-1", LeadSeal.Seal(key, "lead-1", Text)));
    }

    [Fact]
    public void The_sealed_text_shows_nothing_and_never_repeats()
    {
        var key = new MemoryLeadKeys().Allocate();
        var one = LeadSeal.Seal(key, "lead-1", Text);

        Assert.DoesNotContain("ann@", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
        Assert.NotEqual(one, LeadSeal.Seal(key, "lead-1", Text));
    }

    [Fact]
    public void Another_lead_another_key_and_any_changed_byte_open_nothing()
    {
        var keys = new MemoryLeadKeys();
        var key = keys.Allocate();
        var text = LeadSeal.Seal(key, "lead-1", Text);

        Assert.Null(LeadSeal.Open(key, "lead-2", text));
        Assert.Null(LeadSeal.Open(keys.Allocate(), "lead-1", text));
        for (var i = 0; i < text.Length; i++)
        {
            var changed = text.ToArray();
            changed[i] ^= 1;
            Assert.Null(LeadSeal.Open(key, "lead-1", changed));
        }

        Assert.Null(LeadSeal.Open(key, "lead-1", []));
    }

    [Fact]
    public void Many_may_seal_and_open_under_one_key_at_once()
    {
        var key = new MemoryLeadKeys().Allocate();

        Parallel.For(0, 10_000, new() { MaxDegreeOfParallelism = 8 }, i =>
        {
            var text = Encoding.UTF8.GetBytes($"lead {i}");
            Assert.Equal(text, LeadSeal.Open(key, "lead-1", LeadSeal.Seal(key, "lead-1", text)));
        });
    }
}
