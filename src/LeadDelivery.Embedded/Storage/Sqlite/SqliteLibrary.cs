using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace LeadDelivery.Embedded.Storage;

/// <summary>
/// Chooses the native SQLite: the system's, which is newer and patched with the system, before the one bundled in the package.
/// </summary>
public static class SqliteLibrary
{
    // RETURNING, and the WAL-reset fixes that the storage was tested with; an older system library is passed over.
    private const int OldestUsable = 3_035_000;

    private static readonly string[] SystemNames = ["libsqlite3.so.0", "libsqlite3.dylib"];
    private static readonly Lazy<string> Chosen = new(Choose);

    /// <summary>What is used, for the start banner: <c>SQLite 3.40.1 (system)</c> or <c>SQLite 3.35.5 (bundled)</c>.</summary>
    public static string Description => Chosen.Value;

    /// <summary>Loads the library; later calls do nothing.</summary>
    internal static void EnsureLoaded() => _ = Chosen.Value;

    private static string Choose()
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        var system = LoadSystem();
        NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == "e_sqlite3" ? system : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        if (raw.sqlite3_threadsafe() == 0)
            throw new DllNotFoundException("The SQLite library was built without threads (SQLITE_THREADSAFE=0) and cannot be used.");
        return $"SQLite {raw.sqlite3_libversion().utf8_to_string()} ({(system == 0 ? "bundled" : "system")})";
    }

    /// <summary>A handle of the system's library, or 0 where it is missing or too old: then the default search finds the bundled one.</summary>
    private static nint LoadSystem()
    {
        foreach (var name in SystemNames)
        {
            if (!NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var handle))
                continue;
            if (NativeLibrary.TryGetExport(handle, "sqlite3_libversion_number", out var export) && Version(export) >= OldestUsable)
                return handle;
            NativeLibrary.Free(handle);
        }

        return 0;
    }

    private static unsafe int Version(nint export) => ((delegate* unmanaged[Cdecl]<int>)export)();
}
