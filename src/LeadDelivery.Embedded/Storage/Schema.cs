using System.Globalization;

namespace LeadDelivery.Embedded.Storage;

/// <summary>Brings a database to the newest schema and takes it over. One transaction: all of it or nothing.</summary>
internal static class Schema
{
    /// <summary>The storage's own scripts.</summary>
    public static IReadOnlyList<SchemaScript> Storage { get; } = SchemaScript.Embedded("storage", "Storage/Migrations");

    /// <summary>Migrates, advances the owner epoch, and marks the folder as not cleanly closed.</summary>
    /// <exception cref="DataFolderException">A newer version of the product has written the database.</exception>
    public static Takeover TakeOver(SqliteConnection connection, IEnumerable<SchemaScript> scripts)
    {
        connection.Execute("BEGIN IMMEDIATE");
        connection.Execute("CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID");
        foreach (var component in scripts.GroupBy(script => script.Component))
            Migrate(connection, component.Key, component.OrderBy(script => script.Number).ToList());

        var wasClean = ReadMeta(connection, "clean") is not 0;
        var ownerEpoch = (ReadMeta(connection, "owner_epoch") ?? 0) + 1;
        WriteMeta(connection, "clean", 0);
        WriteMeta(connection, "owner_epoch", ownerEpoch);
        connection.Execute("COMMIT");
        return new Takeover(ownerEpoch, wasClean);
    }

    public static void WriteMeta(SqliteConnection connection, string key, long value)
    {
        var statement = connection.Statement("INSERT INTO meta(k, v) VALUES(?1, ?2) ON CONFLICT(k) DO UPDATE SET v=excluded.v");
        statement.Bind(1, key);
        statement.Bind(2, value);
        statement.Run();
    }

    public static long? ReadMeta(SqliteConnection connection, string key)
    {
        var statement = connection.Statement("SELECT v FROM meta WHERE k=?1");
        statement.Bind(1, key);
        long? value = statement.Step() ? statement.Int64(0) : null;
        statement.Reset();
        return value;
    }

    private static void Migrate(SqliteConnection connection, string component, List<SchemaScript> scripts)
    {
        var key = "schema." + component;
        var present = ReadMeta(connection, key) ?? 0;
        if (present > scripts[^1].Number)
        {
            throw new DataFolderException(string.Create(CultureInfo.InvariantCulture,
                $"The database has schema {component} {present}; this version knows {scripts[^1].Number} at most. Use the newer version again."));
        }

        for (var i = 0; i < scripts.Count; i++)
        {
            if (scripts[i].Number != i + 1)
                throw new ArgumentException($"Schema script {i + 1} of {component} is missing or there twice.", nameof(scripts));
            if (scripts[i].Number > present)
                connection.Execute(scripts[i].Sql);
        }

        WriteMeta(connection, key, scripts[^1].Number);
    }

    /// <param name="OwnerEpoch">Counts the openings; every later transaction checks that it is still this.</param>
    /// <param name="WasClean">The last owner closed in order; true for a new database.</param>
    internal readonly record struct Takeover(long OwnerEpoch, bool WasClean);
}
