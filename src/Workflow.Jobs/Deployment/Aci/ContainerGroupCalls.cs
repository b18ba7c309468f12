using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Models;
using Azure.ResourceManager.Resources;
using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>The single requests about container groups. What reads is sent again where it failed for the moment; what changes is sent once.</summary>
internal sealed class ContainerGroupCalls(ArmConnection connection, ArmCalls calls)
{
    /// <summary>A group; null where there is none.</summary>
    /// <exception cref="AciException">Azure does not say.</exception>
    public async Task<ContainerGroupState?> FindAsync(ContainerGroupAddress address, CancellationToken cancellationToken)
    {
        try
        {
            Response<GenericResource> answer = await calls.ReadAsync(token => Resource(address).GetAsync(token), cancellationToken).ConfigureAwait(false);
            GenericResourceData data = answer.Value.Data;
            JsonElement properties = data.Properties?.ToObjectFromJson<JsonElement>() ?? default;
            return ContainerGroupStateReader.Read(address.Name, data.Tags, properties) with { ObservedAt = answer.GetRawResponse().Headers.Date };
        }
        catch (AzureException missing) when (missing.Failure is { IsMissing: true, Code: "ResourceNotFound" or "NotFound" })
        {
            return null;
        }
        catch (AzureException refused) when (refused.Failure is { } failure)
        {
            throw new AciException(ContainerGroupDiagnosis.OfError(failure, address));
        }
    }

    /// <summary>The groups of a resource group, without what only a single one tells: events and how containers are.</summary>
    /// <exception cref="AciException">Azure does not say.</exception>
    public async Task<IReadOnlyList<ContainerGroupState>> ListAsync(string subscription, string resourceGroup, CancellationToken cancellationToken)
    {
        var groups = new List<ContainerGroupState>();
        try
        {
            string path = ContainerGroupAddress.GroupsPath(subscription, resourceGroup);
            Response page = await calls.ReadAsync(token => calls.SendAsync(RequestMethod.Get, path, token), cancellationToken).ConfigureAwait(false);
            while (Take(page, groups) is { } next)
                page = await calls.ReadAsync(token => calls.AskAsync(next, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AzureException refused) when (refused.Failure is { } failure)
        {
            throw new AciException(ContainerGroupDiagnosis.OfError(failure, new ContainerGroupAddress(subscription, resourceGroup, "*")));
        }

        return groups;
    }

    /// <summary>Asks Azure to make a group, or to change the one that is there.</summary>
    public async Task<PutOutcome> PutAsync(ContainerGroupSpec spec, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        GenericResourceData data = DataOf(spec, since);
        try
        {
            ArmOperation<GenericResource> operation = await calls.OnceAsync(
                token => connection.Client.GetGenericResources().CreateOrUpdateAsync(WaitUntil.Started, IdOf(spec.Address), data, token), cancellationToken).ConfigureAwait(false);
            ResponseHeaders headers = operation.GetRawResponse().Headers;
            bool isTold = headers.TryGetValue("Azure-AsyncOperation", out string? address) && Uri.TryCreate(address, UriKind.Absolute, out _);
            return new PutOutcome(null, isTold ? new Uri(address!) : null);
        }
        catch (AzureException refused) when (refused.Failure is { } failure)
        {
            return new PutOutcome(failure, null);
        }
    }

    /// <summary>Asks Azure to remove a group.</summary>
    /// <returns>Why Azure did not take the request; null where it did.</returns>
    public Task<ArmFailure?> DeleteAsync(ContainerGroupAddress address, CancellationToken cancellationToken) =>
        TryAsync(async token => (await Resource(address).DeleteAsync(WaitUntil.Started, token).ConfigureAwait(false)).GetRawResponse(), cancellationToken);

    /// <summary>Asks Azure to start, stop or restart a group.</summary>
    /// <returns>Why Azure did not take the request; null where it did.</returns>
    public Task<ArmFailure?> ActAsync(ContainerGroupAddress address, string action, CancellationToken cancellationToken) =>
        TryAsync(token => calls.SendAsync(RequestMethod.Post, $"{address.Path}/{action}", token), cancellationToken);

    /// <summary>The last lines that the container has written.</summary>
    /// <exception cref="AciException">Azure does not say.</exception>
    public async Task<string> LogTailAsync(ContainerGroupAddress address, int lines, CancellationToken cancellationToken)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{address.Path}/containers/{ContainerGroupBody.Container}/logs?tail={lines}");
        try
        {
            Response answer = await calls.ReadAsync(token => calls.SendAsync(RequestMethod.Get, path, token), cancellationToken).ConfigureAwait(false);
            using JsonDocument document = JsonDocument.Parse(answer.Content);
            return document.RootElement.TryGetProperty("content", out JsonElement content) ? (content.GetString() ?? string.Empty).TrimEnd() : string.Empty;
        }
        catch (AzureException refused) when (refused.Failure is { } failure)
        {
            throw new AciException(ContainerGroupDiagnosis.OfError(failure, address));
        }
    }

    /// <summary>How an operation goes on that Azure took.</summary>
    /// <returns>Whether it has ended, and the error that it ended with; null where it ended well, or where Azure has forgotten it.</returns>
    public async Task<(bool HasEnded, ArmFailure? Error)> LookAtAsync(Uri operation, CancellationToken cancellationToken)
    {
        try
        {
            Response answer = await calls.ReadAsync(token => calls.AskAsync(operation, token), cancellationToken).ConfigureAwait(false);
            using JsonDocument document = JsonDocument.Parse(answer.Content);
            string status = document.RootElement.TryGetProperty("status", out JsonElement text) ? text.ToString() : string.Empty;
            if (status is not ("Succeeded" or "Failed" or "Canceled")) return (false, null);
            (string code, string message) = ArmFailures.Words(document.RootElement);

            // The answer that tells of the failure is itself a success.
            return (true, status == "Succeeded" ? null : new ArmFailure(ContainerGroupErrors.StatusOf(code), code, message, null));
        }
        catch (AzureException)
        {
            // Operations are forgotten after some time. The group itself is the truth.
            return (true, null);
        }
    }

    private async Task<ArmFailure?> TryAsync(Func<CancellationToken, Task<Response>> call, CancellationToken cancellationToken)
    {
        try
        {
            await calls.OnceAsync(call, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AzureException refused) when (refused.Failure is { } failure)
        {
            return failure;
        }
    }

    private static GenericResourceData DataOf(ContainerGroupSpec spec, DateTimeOffset? since)
    {
        using JsonDocument body = JsonDocument.Parse(ContainerGroupBody.Write(spec, since));
        var properties = BinaryData.FromString(body.RootElement.GetProperty("properties").GetRawText());
        var data = new GenericResourceData(new AzureLocation(spec.Region)) { Properties = properties };
        foreach (JsonProperty tag in body.RootElement.GetProperty("tags").EnumerateObject()) data.Tags.Add(tag.Name, tag.Value.GetString()!);
        if (spec.Identity is not { } identity) return data;
        data.Identity = new ManagedServiceIdentity(ManagedServiceIdentityType.UserAssigned);
        data.Identity.UserAssignedIdentities.Add(new ResourceIdentifier(identity), new UserAssignedIdentity());
        return data;
    }

    private static Uri? Take(Response page, List<ContainerGroupState> groups)
    {
        using JsonDocument document = JsonDocument.Parse(page.Content);
        if (document.RootElement.TryGetProperty("value", out JsonElement values))
            groups.AddRange(values.EnumerateArray().Select(ContainerGroupStateReader.Read));
        bool isMore = document.RootElement.TryGetProperty("nextLink", out JsonElement next) && next.ValueKind == JsonValueKind.String;
        return isMore ? new Uri(next.GetString()!) : null;
    }

    private GenericResource Resource(ContainerGroupAddress address) => connection.Client.GetGenericResource(IdOf(address));

    private static ResourceIdentifier IdOf(ContainerGroupAddress address) => new(address.Path);
}
