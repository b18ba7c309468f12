using Dapper;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Notifications;

/// <summary>
/// Webhooks whose secret cannot be read here. A worker leaves them to whoever has it: an attempt without it would be one less for those who
/// can sign.
/// </summary>
public sealed class ForeignWebhooks(IDatabase database, ILogger<ForeignWebhooks> log)
{
    private HashSet<string> _told = [];

    /// <summary>Their names, as it is now.</summary>
    /// <exception cref="StorageException">The database cannot be read.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        IEnumerable<Row> webhooks = await database.ReadAsync(
            connection => connection.QueryAsync<Row>(new CommandDefinition(
                "SELECT name AS Name, secret AS Secret FROM webhook WHERE project = @project ORDER BY name", new { project = Projects.Default }, cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (Row webhook in webhooks)
        {
            if (ProblemOf(webhook) is not { } problem) continue;
            left.Add(webhook.Name);
            if (!_told.Contains(webhook.Name)) log.Left(webhook.Name, problem);
        }

        _told = left;
        return [.. left];
    }

    private static string? ProblemOf(Row webhook)
    {
        try
        {
            SecretReference.Parse(webhook.Secret)?.ReadKey();
            return null;
        }
        catch (NotificationException unusable)
        {
            return unusable.Message;
        }
    }

    private sealed class Row
    {
        public string Name { get; init; } = string.Empty;

        public string Secret { get; init; } = string.Empty;
    }
}
