using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Gateway.Traffic;

namespace Workflow.Api.Gateway;

/// <summary>Registers the gateway of a server.</summary>
internal static class GatewayServices
{
    /// <summary>Registers what the gateway works with. The jobs are registered beside it.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options) => services
        .AddSingleton(options)
        .AddSingleton<StoredRoutes>()
        .AddSingleton<IEndpointRoutes>(provider => provider.GetRequiredService<StoredRoutes>())
        .AddSingleton<TargetClients>()
        .AddSingleton<TargetBreakers>()
        .AddSingleton<ArmStatistics>()
        .AddSingleton<DifferingAnswers>()
        .AddSingleton<CopiedRequests>()
        .AddSingleton<EndpointForwarder>()
        .AddHostedService<GatewayService>()
        .AddHostedService(provider => provider.GetRequiredService<CopiedRequests>())
        .AddHostedService<TrafficService>();

    /// <summary>Lets the gateway answer requests to endpoints, before anything else looks at them.</summary>
    public static void UseGateway(this IApplicationBuilder server) => server.UseMiddleware<GatewayMiddleware>();
}
