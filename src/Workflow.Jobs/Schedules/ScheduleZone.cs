using Workflow.Training.Configuration;

namespace Workflow.Jobs.Schedules;

/// <summary>Time zones by their IANA names.</summary>
public static class ScheduleZone
{
    // Files beside the zones: the host's own choice, and copies, some of which count leap seconds.
    private static readonly string[] NoZones = ["localtime", "posixrules", "Factory", "posix/", "right/"];

    /// <summary>Finds a zone, for example <c>Europe/Berlin</c>.</summary>
    /// <exception cref="ScheduleException">There is no zone of this name; the message says which was probably meant.</exception>
    public static TimeZoneInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // The framework finds europe/berlin once it has listed the zones, and not before.
        if (IsName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) && zone.Id == name) return zone;
        string[] known = [.. TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id).Where(id => id.Contains('/') || id == "UTC")];
        string hint = Nearest(name, known) is { } near ? $"did you mean '{near}'? " : string.Empty;
        throw new ScheduleException($"time zone '{name}' is unknown; {hint}allowed: UTC and the names of the IANA database, for example Europe/Berlin");
    }

    // The system looks names up as files.
    private static bool IsName(string name) =>
        name.Length is > 0 and < 64 && !name.StartsWith('/') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && !NoZones.Any(no => no.EndsWith('/') ? name.StartsWith(no, StringComparison.OrdinalIgnoreCase) : name.Equals(no, StringComparison.OrdinalIgnoreCase));

    // Users write the city alone, too.
    private static string? Nearest(string name, string[] known)
    {
        if (NearestName.Find(name, known) is { } near) return near;
        string spaceless = name.Replace(' ', '_');
        ILookup<string, string> cities = known.ToLookup(id => id[(id.LastIndexOf('/') + 1)..], StringComparer.OrdinalIgnoreCase);
        return NearestName.Find(spaceless, cities.Select(city => city.Key)) is { } city ? cities[city].First() : null;
    }
}
