using System.Globalization;
using System.Reflection;

namespace LeadDelivery.Embedded.Storage;

/// <summary>One numbered change of the schema. A script that was released never changes: what it did is in users' files.</summary>
/// <param name="Component">Whose tables: each component counts its own scripts.</param>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Sql">One or more statements; they run inside the opening transaction.</param>
public sealed record SchemaScript(string Component, int Number, string Sql)
{
    /// <summary>
    /// The scripts <c>NNNN-title.sql</c> of a <c>Migrations</c> folder of this project, embedded as resources, in order of number.
    /// </summary>
    /// <param name="component">The component that they belong to.</param>
    /// <param name="folder">The folder within the project, such as <c>Engine/Migrations</c>.</param>
    public static IReadOnlyList<SchemaScript> Embedded(string component, string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.Replace('\\', '/').StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(name => new SchemaScript(component, NumberOf(name, folder), Read(assembly, name)))
            .OrderBy(script => script.Number)
            .ToList();
    }

    private static int NumberOf(string name, string folder) =>
        int.Parse(name.AsSpan(folder.Length + 1, 4), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
