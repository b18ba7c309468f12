namespace Workflow.Api.Gateway;

/// <summary>Which targets endpoints have now.</summary>
internal interface IEndpointRoutes
{
    /// <summary>The routes as they were last read.</summary>
    RouteSnapshot Current { get; }

    /// <summary>Asks for the routes to be read at once.</summary>
    /// <returns>Completes when <see cref="Current"/> is of a reading that began after this call, whether or not it could be read.</returns>
    Task RefreshAsync(CancellationToken cancellationToken);
}
