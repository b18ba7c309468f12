using System.Globalization;
using System.IO.Enumeration;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Triggers;

/// <summary>
/// Asks for one run for each file that matches a trigger's pattern. A file counts once two looks in a row have found it with the same size and
/// time of change: then nobody is writing it any more. A file is known by its path, size and time of change, so that one that is written anew
/// begins another run, and a restart begins none. Files that are there when the trigger is made count too. Hidden files do not.
/// </summary>
public sealed class ArrivalWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly TriggerStore _triggers;
    private readonly RequestStore _requests;
    private readonly TimeProvider _time;
    private readonly ILogger<ArrivalWatch> _log;
    private Dictionary<(string Trigger, string Path), SeenFile> _seen = [];

    /// <summary>Creates a watch.</summary>
    public ArrivalWatch(TriggerStore triggers, RequestStore requests, TimeProvider time, ILogger<ArrivalWatch> log)
    {
        _triggers = triggers;
        _requests = requests;
        _time = time;
        _log = log;
    }

    /// <summary>Looks every two seconds until it is told to stop.</summary>
    /// <param name="directory">Directory of pipelines.yaml: patterns count from there.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(string directory, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ScanAsync(directory, stop).ConfigureAwait(false);
            }
            catch (StorageException away) when (away.IsRetryable)
            {
                _log.DatabaseAway(away);
            }

            await Task.Delay(Interval, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>For how many files it asked for a run.</returns>
    public async Task<int> ScanAsync(string directory, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<(string Trigger, string Path), SeenFile>();
        int count = 0;
        foreach (TriggerRecord trigger in await _triggers.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (trigger.ArrivingFile is not { } pattern) continue;
            foreach (FileInfo file in List(trigger, Path.GetFullPath(pattern, directory)))
            {
                (string, string) key = (trigger.ToString(), file.FullName);
                var now = new SeenFile(file.Length, file.LastWriteTimeUtc, IsAsked: false);
                _seen.TryGetValue(key, out SeenFile? before);
                if (before is { IsAsked: true } && before with { IsAsked = false } == now) now = before;
                else if (before == now)
                {
                    (_, bool isNew) = await _requests.AskAsync(RequestFor(trigger, file), cancellationToken).ConfigureAwait(false);
                    now = now with { IsAsked = true };
                    if (isNew)
                    {
                        _log.FileArrived(file.FullName, trigger.ToString());
                        count++;
                    }
                }

                seen[key] = now;
            }
        }

        _seen = seen;
        return count;
    }

    private static NewRequest RequestFor(TriggerRecord trigger, FileInfo file) => new(
        trigger.Pipeline,
        new RunCause(RunCauseKind.File, $"file {file.Name}", file.FullName),
        string.Create(CultureInfo.InvariantCulture, $"file:{trigger}:{file.Length}:{file.LastWriteTimeUtc.Ticks}:{file.FullName}"))
    {
        Settings = SettingsReader.WithFile(trigger.Settings, file.FullName),
    };

    // The oldest first; those of one moment by name.
    private FileInfo[] List(TriggerRecord trigger, string pattern)
    {
        string name = Path.GetFileName(pattern);
        var directory = new DirectoryInfo(Path.GetDirectoryName(pattern)!);
        try
        {
            return
            [
                .. directory.EnumerateFiles()
                    .Where(file => FileSystemName.MatchesSimpleExpression(name, file.Name, ignoreCase: false) && (file.Name[0] != '.' || name[0] == '.'))
                    .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            // Whoever brings the first file makes it.
            return [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _log.CannotList(pattern, trigger.ToString(), unreadable.Message);
            return [];
        }
    }

    private sealed record SeenFile(long Size, DateTime ChangedAt, bool IsAsked);
}
