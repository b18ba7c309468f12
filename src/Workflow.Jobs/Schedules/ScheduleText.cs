using Workflow.Jobs.Pipelines;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Schedules;

/// <summary>A schedule as people write it outside pipelines.yaml; what is null is as if it were left out there.</summary>
/// <param name="Name">Name, unique within the pipeline.</param>
/// <param name="Cron">When.</param>
public sealed record ScheduleText(string Name, string Cron)
{
    /// <summary>Time zone of the cron text, UTC by default.</summary>
    public string? Zone { get; init; }

    /// <summary>No tick comes before it; see <see cref="ScheduleMoment"/>.</summary>
    public string? Start { get; init; }

    /// <summary>No tick comes after it; see <see cref="ScheduleMoment"/>.</summary>
    public string? End { get; init; }

    /// <summary>Runs begin up to so much after their ticks, for example <c>10m</c>.</summary>
    public string? Jitter { get; init; }

    /// <summary><c>latest</c>, <c>all</c> or <c>none</c>.</summary>
    public string? Misfire { get; init; }

    /// <summary><c>queue</c>, <c>skip</c> or <c>cancel</c>.</summary>
    public string? Overlap { get; init; }

    /// <summary><c>KEY=VALUE</c> for every value of the pipeline that is to be another one in these runs.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What it means.</summary>
    /// <exception cref="ScheduleException">With a line for everything that is wrong.</exception>
    public ScheduleDefinition Read()
    {
        var problems = new List<string>();
        string zoneName = Zone ?? "UTC";
        _ = Try(() => CronText.Parse(Cron), problems);
        TimeZoneInfo zone = Try(() => ScheduleZone.Find(zoneName), problems) ?? TimeZoneInfo.Utc;
        var definition = new ScheduleDefinition(Name, ScheduleDefinition.Run, Cron, zoneName)
        {
            Start = Moment("start", Start, zone, problems),
            End = Moment("end", End, zone, problems),
            Jitter = Duration("jitter", Jitter, problems),
            Misfire = Choice("misfire", Misfire, ScheduleWords.Misfires, problems),
            Overlap = Choice("overlap", Overlap, ScheduleWords.Overlaps, problems),
            Settings = Settings,
        };
        if (problems.Count > 0) throw new ScheduleException(string.Join('\n', problems));
        return definition;
    }

    /// <summary>Its next ticks.</summary>
    /// <exception cref="ScheduleException">With a line for everything that is wrong.</exception>
    public IReadOnlyList<DateTimeOffset> NextTicks(DateTimeOffset after, int count)
    {
        ScheduleDefinition definition = Read();
        return CronTimes.Parse(definition.Cron, definition.Zone, definition.Start, definition.End).Next(after, count);
    }

    private static DateTimeOffset? Moment(string key, string? text, TimeZoneInfo zone, List<string> problems)
    {
        if (text is null) return null;
        if (ScheduleMoment.Parse(text, zone, isEnd: key == "end") is { } moment) return moment;
        problems.Add($"{key}: '{text}' is no moment; {ScheduleMoment.Forms}");
        return null;
    }

    private static TimeSpan Duration(string key, string? text, List<string> problems)
    {
        if (text is null) return TimeSpan.Zero;
        if (ConfigUnits.ParseDuration(text) is { } span) return span;
        problems.Add($"{key}: '{text}' is no duration; allowed: a number with ms, s, m, h or d, for example 10m");
        return TimeSpan.Zero;
    }

    private static T Choice<T>(string key, string? text, IReadOnlyDictionary<string, T> words, List<string> problems)
        where T : struct
    {
        if (text is null) return default;
        if (words.TryGetValue(text, out T value)) return value;
        problems.Add($"{key}: '{text}' is unknown; {NearestName.Hint(text, [.. words.Keys])}");
        return default;
    }

    private static T? Try<T>(Func<T> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ScheduleException wrong)
        {
            problems.AddRange(wrong.Message.Split('\n'));
            return null;
        }
    }
}
