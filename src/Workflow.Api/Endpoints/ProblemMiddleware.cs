using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workflow.Training.Errors;

namespace Workflow.Api.Endpoints;

/// <summary>Turns whatever goes wrong into problem details: expected failures with their own words, defects without details.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            {
                await Problems.WriteAsync(context, context.Response.StatusCode, "no-such-address", $"{context.Request.Method} {context.Request.Path} is nothing here").ConfigureAwait(false);
            }
        }
        catch (WorkflowException expected) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, expected.Code, expected.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, wrong.StatusCode, "request-invalid", wrong.InnerException?.Message ?? wrong.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            LogDefect(log, defect, context.Request.Path);
            await Problems.WriteAsync(context, StatusCodes.Status500InternalServerError, "defect", "a defect of this program; its log says more").ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A request to {Path} failed by a defect of this program")]
    private static partial void LogDefect(ILogger logger, Exception exception, string path);
}
