namespace LeadDelivery.Embedded.Engine;

/// <summary>Messages for the pump, in the order they came. Thread-safe; one reader.</summary>
internal sealed class Mailbox
{
    private readonly object _gate = new();
    private List<PumpMessage> _messages = [];
    private bool _woken;
    private bool _sleeping;

    public int Count
    {
        get
        {
            lock (_gate)
                return _messages.Count;
        }
    }

    public void Post(PumpMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            if (_sleeping)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets the pump look around although there is no message.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            if (_sleeping)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>All messages there are; where there are none and <paramref name="wait"/>, waits for one or a wake. Give the list back.</summary>
    public List<PumpMessage> Take(List<PumpMessage> emptied, bool wait)
    {
        lock (_gate)
        {
            while (wait && _messages.Count == 0 && !_woken)
            {
                _sleeping = true;
                Monitor.Wait(_gate);
                _sleeping = false;
            }
            _woken = false;
            var taken = _messages;
            _messages = emptied;
            return taken;
        }
    }
}
