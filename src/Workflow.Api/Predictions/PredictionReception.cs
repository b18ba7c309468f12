using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Workflow.Api.Access;
using Workflow.Api.Endpoints;
using Workflow.Api.Hosting;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Storage;

namespace Workflow.Api.Predictions;

/// <summary>Takes the prediction logs of scorers: each shows the key of its endpoint, and what it sends is that endpoint's.</summary>
internal sealed class PredictionReception(PredictionKeys keys, PredictionIntake intake, ServerOptions options, ILogger<PredictionReception> log)
{
    /// <summary>Where they are sent by POST.</summary>
    public const string Address = "/api/v1/predictions";

    private const string RetryAfterSeconds = "5";

    /// <summary>Whether a request brings predictions. It needs no other key than that of an endpoint, which is asked for here.</summary>
    public static bool IsMeant(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path == Address;

    /// <summary>Handles a request: it is answered when every line is stored.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        string? key = ServerKey.Shown(context.Request);
        if (key is not null && ServerKey.IsSame(key, options.Key))
        {
            await Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, "key-refused", "this is the key of the server; predictions come with that of their endpoint, by which they are told apart").ConfigureAwait(false);
            return;
        }

        if (key is null || keys.EndpointOf(key) is not { } endpoint)
        {
            await Problems.WriteAsync(
                context, StatusCodes.Status401Unauthorized, "key-missing", "send the key of an endpoint of this server: Authorization: Bearer KEY; scorers get theirs when they are deployed").ConfigureAwait(false);
            return;
        }

        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            await Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "request-invalid", "the body must not be compressed").ConfigureAwait(false);
            return;
        }

        await StoreAsync(context, endpoint).ConfigureAwait(false);
    }

    private async Task StoreAsync(HttpContext context, string endpoint)
    {
        // A line has a limit; of lines there may be any number.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        try
        {
            await intake.StoreAsync(endpoint, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (PredictionException wrong)
        {
            log.Refused(endpoint, wrong.Message);
            await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, wrong.Code, wrong.Message).ConfigureAwait(false);
        }
        catch (StorageException away)
        {
            // Whatever it is, somebody mends it, and the scorer keeps the lines meanwhile.
            log.NotStored(away, endpoint);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, away.Code, away.Message).ConfigureAwait(false);
        }
    }
}
