using System.Net;
using System.Net.Sockets;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class LoopbackPortsTests
{
    [Fact]
    public void IsFree_SomebodyListensOnAnyAddress_IsNot()
    {
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.Any, IPAddress.IPv6Any])
        {
            using var listener = new TcpListener(address, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            Assert.False(LoopbackPorts.IsFree(port));
            Assert.Contains($"(pid {Environment.ProcessId})", Assert.Throws<DeploymentException>(() => LoopbackPorts.RequireFree(port)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Choose_TakenPorts_AreLeftOut()
    {
        int first = LoopbackPorts.Choose(new HashSet<int>());
        Assert.InRange(first, 9090, 9999);
        Assert.True(LoopbackPorts.Choose(new HashSet<int>(Enumerable.Range(9090, first - 9089))) > first);
        Assert.Equal(
            "no port from 9090 to 9999 is free",
            Assert.Throws<DeploymentException>(() => LoopbackPorts.Choose(new HashSet<int>(Enumerable.Range(9090, 910)))).Message);
    }
}
