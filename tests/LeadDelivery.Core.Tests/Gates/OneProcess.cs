namespace LeadDelivery.Core.Tests.Gates;

/// <summary>What one process knows by itself is answered at once: whoever waited would hold up every attempt.</summary>
internal static class OneProcess
{
    public static T AtOnce<T>(ValueTask<T> answer)
    {
        Assert.True(answer.IsCompleted, "waits, in one process");
        return answer.GetAwaiter().GetResult();
    }

    public static void AtOnce(ValueTask done)
    {
        Assert.True(done.IsCompleted, "waits, in one process");
        done.GetAwaiter().GetResult();
    }
}
