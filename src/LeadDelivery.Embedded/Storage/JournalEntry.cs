namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// One unit of a group commit: applied whole or not at all. The journal thread calls <see cref="Apply"/> inside the
/// transaction and then exactly one of the other three.
/// </summary>
public abstract class JournalEntry
{
    /// <summary>Rough size in bytes, for the bound on one commit.</summary>
    public virtual int Size => 512;

    /// <summary>True when this entry may wait for company: it starts a commit by itself only after the journal's lazy delay.</summary>
    public virtual bool Lazy => false;

    /// <summary>
    /// Checks its conditions, then writes. False: refused, and nothing was written; a throw fails this entry alone. Runs once
    /// more where a sibling threw and the group was started over, so it must give the same from the same rows.
    /// </summary>
    public abstract bool Apply(JournalTransaction transaction);

    /// <summary>The entry is on stable storage. Called on the journal thread: must be quick and must not throw.</summary>
    public abstract void Committed();

    /// <summary><see cref="Apply"/> returned false.</summary>
    public abstract void Refused();

    /// <summary>
    /// The entry or its commit failed (disk full, lost fence): nothing of it was written. After an I/O error, which stops the
    /// journal for good, only the next opening of the file tells whether it was.
    /// </summary>
    public abstract void Failed(Exception error);
}
