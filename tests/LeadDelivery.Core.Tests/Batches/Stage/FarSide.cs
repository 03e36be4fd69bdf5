using System.Text;
using LeadDelivery.Core.Batches.Transfers;

namespace LeadDelivery.Core.Tests.Batches.Stage;

/// <summary>What happens to a file on its way.</summary>
internal enum Trouble
{
    /// <summary>It arrives, and that is seen.</summary>
    None,

    /// <summary>No connection.</summary>
    Away,

    /// <summary>A wrong password.</summary>
    Refused,

    /// <summary>The connection breaks once all of it has arrived: a failed try where it can be looked up, else nobody knows.</summary>
    CutAfter,

    /// <summary>Another file has its name.</summary>
    Taken,

    /// <summary>The process is killed once all of it has arrived.</summary>
    KilledAfter,
}

/// <summary>The recipient's side: files by their names, and a network that does as it is told. It outlasts the process.</summary>
internal sealed class FarSide
{
    /// <summary>The folder that feedback is read from; every other destination is the drop.</summary>
    public const string FeedbackPath = "back";

    /// <summary>What is there under which name.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Every file that has arrived whole, in order.</summary>
    public List<(string Name, string Text)> Arrived { get; } = [];

    /// <summary>Every try to send, arrived or not.</summary>
    public List<string> Tries { get; } = [];

    /// <summary>Names that were looked up.</summary>
    public List<string> Looks { get; } = [];

    /// <summary>What happens next; nothing bad once that is over.</summary>
    public Queue<Trouble> Next { get; } = new();

    /// <summary>Where not null, every look says this.</summary>
    public string? LookProblem { get; set; }

    /// <summary>A mailbox: it cannot be looked into.</summary>
    public bool CannotLook { get; set; }

    /// <summary>The password that lets in.</summary>
    public string? Password { get; set; }

    /// <summary>What is said of single rows, by the lines of the file without its header.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<RowReply>>? Answers { get; set; }

    /// <summary>Feedback files that lie there.</summary>
    public SortedDictionary<string, (byte[] Bytes, DateTimeOffset At)> Feedback { get; } = new(StringComparer.Ordinal);

    /// <summary>Where not null, feedback cannot be listed.</summary>
    public string? ListProblem { get; set; }

    public static string[] Lines(string csv) => csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As one process sees it.</summary>
    public IFileTransport For(Power power) => new View(this, power);

    private sealed class View(FarSide far, Power power) : IFileTransport
    {
        public bool Serves(Destination destination) => true;

        public async Task<TransferResult> SendAsync(FileTransfer transfer, CancellationToken cancellation)
        {
            power.Point($"sending of {transfer.Name}");
            far.Tries.Add(transfer.Name);
            var trouble = far.Next.Count > 0 ? far.Next.Dequeue() : Trouble.None;
            if (trouble == Trouble.Refused || (transfer.To is SftpDestination { Password: var password } && password != far.Password))
            {
                return new(TransferOutcome.Refused, "the password is wrong");
            }

            if (trouble == Trouble.Away)
            {
                return new(TransferOutcome.Failed, "no connection");
            }

            if (trouble == Trouble.Taken || (!far.CannotLook && far.Files.ContainsKey(transfer.Name)))
            {
                return new(TransferOutcome.NameTaken, "another file has its name");
            }

            using var bytes = new MemoryStream();
            await using (var content = await transfer.Open(cancellation))
            {
                await content.CopyToAsync(bytes, cancellation);
            }

            Assert.Equal(transfer.Length, bytes.Length);
            var text = Encoding.UTF8.GetString(bytes.ToArray());
            far.Arrived.Add((transfer.Name, text));
            far.Files[transfer.Name] = bytes.ToArray();
            if (trouble == Trouble.KilledAfter)
            {
                power.CutBefore = power.Points + 1;
            }

            power.Point($"answer to {transfer.Name}");
            return trouble != Trouble.CutAfter ? new(TransferOutcome.Confirmed) { Rows = far.Answers?.Invoke(Lines(text)[1..]) }
                : far.CannotLook ? new(TransferOutcome.Unconfirmed, "the connection broke before the answer")
                : new(TransferOutcome.Failed, "the connection broke");
        }

        public Task<FarFile> LookAsync(Destination destination, string name, CancellationToken cancellation)
        {
            power.ThrowIfOff();
            far.Looks.Add(name);
            return Task.FromResult(
                far.CannotLook ? new FarFile(null, "mailboxes cannot be looked into") { NeverKnown = true }
                : far.LookProblem is { } problem ? new FarFile(null, problem)
                : new(far.Files.TryGetValue(name, out var file) ? file.Length : null));
        }

        public Task<FarListing> ListAsync(Destination destination, CancellationToken cancellation)
        {
            power.ThrowIfOff();
            Assert.StartsWith(FeedbackPath, Assert.IsType<FolderDestination>(destination).Path, StringComparison.Ordinal);
            return Task.FromResult(far.ListProblem is { } problem
                ? new FarListing([], problem)
                : new FarListing([.. far.Feedback.Select(file => new FarEntry(file.Key, file.Value.Bytes.Length, file.Value.At))]));
        }

        public async Task<string?> ReadAsync(Destination destination, string name, Stream to, CancellationToken cancellation)
        {
            power.ThrowIfOff();
            await to.WriteAsync(far.Feedback[name].Bytes, cancellation);
            return null;
        }
    }
}
