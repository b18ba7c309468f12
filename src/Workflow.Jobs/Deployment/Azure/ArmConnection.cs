using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>
/// A way to Azure's Resource Manager for resources of one type: the SDK's client for the resources themselves, and its pipeline for the
/// actions and sub-paths that generic resources do not have. Neither sends anything twice: that is decided by whoever knows what was sent.
/// </summary>
public sealed class ArmConnection
{
    private readonly Uri _endpoint;

    /// <summary>Opens the way. Nothing is sent yet.</summary>
    /// <param name="options">Cloud, limits and transport.</param>
    /// <param name="credential">Who asks.</param>
    /// <param name="resourceType">Type of the resources, for example <c>Microsoft.ContainerInstance/containerGroups</c>.</param>
    /// <param name="apiVersion">Version of the API of that type.</param>
    public ArmConnection(AzureOptions options, TokenCredential credential, string resourceType, string apiVersion)
    {
        var explained = new ExplainedCredential(credential);
        var settings = new ArmClientOptions { Environment = new ArmEnvironment(options.Cloud.ResourceManager, options.Cloud.Audience) };
        settings.SetApiVersion(resourceType, apiVersion);
        settings.Retry.MaxRetries = 0;
        settings.Retry.NetworkTimeout = options.RequestTimeout;
        settings.Diagnostics.IsLoggingContentEnabled = false;
        if (options.Transport is { } transport) settings.Transport = transport;
        _endpoint = options.Cloud.ResourceManager;
        ApiVersion = apiVersion;
        Client = new ArmClient(explained, null, settings);
        Pipeline = HttpPipelineBuilder.Build(settings, new BearerTokenAuthenticationPolicy(explained, options.Cloud.Scope));
    }

    /// <summary>Version of the API.</summary>
    internal string ApiVersion { get; }

    /// <summary>Resources.</summary>
    internal ArmClient Client { get; }

    /// <summary>Everything else.</summary>
    internal HttpPipeline Pipeline { get; }

    /// <summary>A request without a body.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Path from the root, with a query or without; the version of the API is added.</param>
    internal Request CreateRequest(RequestMethod method, string path)
    {
        char separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return CreateRequest(method, new Uri(_endpoint, $"{path}{separator}api-version={ApiVersion}"));
    }

    /// <summary>A request without a body to an address that the Resource Manager has told.</summary>
    /// <exception cref="AzureException">It is another server's: the token is for the Resource Manager alone.</exception>
    internal Request CreateRequest(RequestMethod method, Uri address)
    {
        string server = address.GetLeftPart(UriPartial.Authority);
        string own = _endpoint.GetLeftPart(UriPartial.Authority);
        if (server != own) throw new AzureException($"Azure names {server} to ask there, which is not {own}: nothing was sent");
        Request request = Pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(address);
        request.Headers.Add("Accept", "application/json");
        return request;
    }
}
