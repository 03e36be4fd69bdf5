using LeadDelivery.Core.Language;
using LeadDelivery.Web.Bodies;

namespace LeadDelivery.Embedded.Hosting;

/// <summary>A lead in a file, as a source would send it.</summary>
internal static class LeadFile
{
    /// <summary>The fields, or null after what is wrong was written.</summary>
    public static ValueObject? Read(string path, TextWriter errors)
    {
        byte[] body;
        try
        {
            body = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{path}: {e.Message}");
            return null;
        }

        if (LeadBody.Read(new BodyType(BodyFormat.Json, null), body, out var error) is { } fields)
        {
            return fields;
        }

        errors.WriteLine($"{path}:{error!.Line}:{error.Column}: {error.Message}");
        return null;
    }
}
