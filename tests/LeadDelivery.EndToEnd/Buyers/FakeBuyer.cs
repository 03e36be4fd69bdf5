using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeadDelivery.EndToEnd.Buyers;

/// <summary>
/// A buyer on a bare socket, so that it can misbehave below HTTP too. What it does goes by path; every request is kept in
/// order of arrival, and the log outlives every host.
/// </summary>
internal sealed class FakeBuyer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<BuyerRequest> log = new();
    private readonly ConcurrentDictionary<string, Func<BuyerConnection, BuyerRequest, Task>> behaviours = new();
    private readonly long began = Stopwatch.GetTimestamp();
    private TaskCompletionSource arrival = NextArrival();

    public FakeBuyer()
    {
        listener.Start(backlog: 512);
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Everything that came to a path, oldest first.</summary>
    public IReadOnlyList<BuyerRequest> At(string path) => [.. log.Where(request => request.Path == path)];

    /// <summary>Says what happens at a path, from now on; returns the path's address.</summary>
    public string On(string path, Func<BuyerConnection, BuyerRequest, Task> behaviour)
    {
        behaviours[path] = behaviour;
        return Url + path;
    }

    /// <summary>Waits until a path was asked at least <paramref name="count"/> times.</summary>
    public async Task SeesAsync(string path, int count = 1, TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            // Taken before the look: what comes after the look ends the wait.
            var next = Volatile.Read(ref arrival).Task;
            var seen = At(path).Count;
            if (seen >= count)
                return;
            try
            {
                await next.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not in time: {path} was asked {seen} times, and not {count}");
            }
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        stop.Dispose();
    }

    private static TaskCompletionSource NextArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptSocketAsync(stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new BuyerConnection(socket, stop.Token);
        try
        {
            while (await connection.ReadAsync(() => Stopwatch.GetElapsedTime(began)) is { } request)
            {
                log.Enqueue(request);
                Interlocked.Exchange(ref arrival, NextArrival()).SetResult();
                await (behaviours.TryGetValue(request.Path, out var behaviour)
                    ? behaviour(connection, request)
                    : connection.ReplyAsync(404, "no such path"));
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The host went away, the behaviour closed the connection, or the test is over.
        }
    }
}
