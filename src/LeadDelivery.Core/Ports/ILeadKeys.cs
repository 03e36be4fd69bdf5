namespace LeadDelivery.Core.Ports;

/// <summary>
/// The keys that lead bodies are encrypted under, one per lead, kept apart from the records so that erasing a key erases
/// its lead from every file, log and backup of the records.
/// </summary>
public interface ILeadKeys
{
    /// <summary>A fresh key that is already on stable storage, with the name it is found by.</summary>
    LeadKey Allocate();

    /// <summary>The key, or null when it was erased or never existed.</summary>
    LeadKey? Find(string keyId);

    /// <summary>Destroys the key on stable storage. Returns false when it was gone already.</summary>
    bool Erase(string keyId);
}
