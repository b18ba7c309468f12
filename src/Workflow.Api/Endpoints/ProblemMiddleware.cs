using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Storage;
using Workflow.Training.Errors;

namespace Workflow.Api.Endpoints;

/// <summary>Turns whatever goes wrong into problem details: expected failures with their own words, defects without details.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    // A database that restarts is back in some seconds; who waits longer asks again.
    private const string RetryAfterSeconds = "5";

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: >= StatusCodes.Status400BadRequest, HasStarted: false })
            {
                (string code, string detail) = BareRefusal(context);
                await Problems.WriteAsync(context, context.Response.StatusCode, code, detail).ConfigureAwait(false);
            }
        }
        catch (WorkflowException expected) when (!context.Response.HasStarted)
        {
            if (IsAway(expected)) context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Problems.WriteAsync(context, StatusOf(expected), expected.Code, expected.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, wrong.StatusCode, "request-invalid", Describe(wrong)).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // The client is gone.
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            LogDefect(log, defect, context.Request.Path);
            await Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "defect", "a defect of this program; its log says more").ConfigureAwait(false);
        }
    }

    private static int StatusOf(WorkflowException expected) => expected.Code switch
    {
        RunException.Unknown or RunException.UnknownStep => StatusCodes.Status404NotFound,
        RunException.NotOver or RunException.NothingToDo or RunException.NotWaiting => StatusCodes.Status409Conflict,
        ScheduleException.InYaml or ScheduleException.Exists or ScheduleException.Changed or ScheduleException.Paused or ScheduleException.NotPaused =>
            StatusCodes.Status409Conflict,
        VersionException.Unknown => StatusCodes.Status404NotFound,
        VersionException.Removed => StatusCodes.Status410Gone,
        VersionException.Hold => StatusCodes.Status409Conflict,
        _ => IsAway(expected) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity,
    };

    private static bool IsAway(WorkflowException expected) => expected is StorageException { IsRetryable: true };

    // What the framework refuses by a status alone.
    private static (string Code, string Detail) BareRefusal(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status415UnsupportedMediaType => ("request-invalid", "the body must be JSON: send Content-Type: application/json"),
        StatusCodes.Status413PayloadTooLarge => ("request-invalid", "the body is too large"),
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed =>
            ("no-such-address", $"{context.Request.Method} {context.Request.Path} is nothing here"),
        _ => ("request-refused", "the request is refused"),
    };

    // The serializer's own words name types of this program.
    private static string Describe(BadHttpRequestException wrong) => wrong.InnerException is JsonException json
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"the body is not what this address takes: wrong at {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}")
        : wrong.Message;

    [LoggerMessage(1, LogLevel.Error, "A request to {Path} failed by a defect of this program")]
    private static partial void LogDefect(ILogger logger, Exception exception, string path);
}
