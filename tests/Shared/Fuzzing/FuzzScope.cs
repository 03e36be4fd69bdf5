using LeadDelivery.Core.Language;

namespace LeadDelivery.Testing.Fuzzing;

/// <summary>A lead of every kind of value.</summary>
internal sealed class FuzzScope : Scope
{
    private static readonly Value Lead = ValueJson.Parse(
        """
        { "id": "L1", "first_name": "Zoë", "last_name": "O'Neil", "state": "CA", "age": "45", "phone_1": "(555) 123-4567", "zip": "02134",
          "email": "zoe@example.com", "amount": 12345.678, "yes": true, "none": null, "tags": ["hot", "new", "hot"],
          "items": [{ "n": 1, "list": [1, [2, [3]]] }, { "n": "y" }], "dob": "1980-02-29T23:30:00-05:00", "odd name": "x",
          "long": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" }
        """u8);

    public override DateTimeOffset Now { get; } = new(2026, 11, 21, 15, 4, 5, TimeSpan.Zero);

    public override bool TryRoot(string name, out Value value)
    {
        value = name switch
        {
            "lead" => Lead,
            "body" => Value.Of("Accepted: id=7, price $45.00"),
            "status" => Value.Of(200),
            "delivery" => Value.Of(ValueObject.From([new("key", Value.Of("k")), new("attempt", Value.Of(1))])),
            _ => default,
        };
        return !value.IsNull;
    }

    public override Value Field(string name) => Lead.Member(name);

    public override Guid NewGuid() => Guid.Empty;
}
