using System.Net;
using System.Net.Sockets;
using System.Text;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>Addresses at which no registry answers: what is told, and what may help.</summary>
public sealed class UnreachableRegistryTests
{
    private const string Https = "It was asked in plain http: if it speaks https, say so (--https, or https: true below registries in pipelines.yaml).";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_NobodyListens_SaysSo()
    {
        // Bound, so that nobody else takes the port, and not listening.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        RegistryException told = await AskAsync(((IPEndPoint)socket.LocalEndPoint!).Port);
        Assert.EndsWith("failed: nothing listens at this address. Check its host and port, and that the registry runs, then try again.", told.Message, StringComparison.Ordinal);
        Assert.Equal(RegistryException.Unreachable, told.Code);
    }

    // As servers do that speak https alone: some answer in plain http, some by an alert of TLS, some hang up.
    [Theory]
    [InlineData("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046\r\n\r\n")]
    [InlineData("")]
    public async Task Ask_AServerOfHttps_SaysHowItIsAskedByHttps(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, answer);
        RegistryException told = await AskAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        Assert.Contains(Https, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", told.Message, StringComparison.Ordinal);
        listener.Stop();
        await serving;
    }

    private static async Task<RegistryException> AskAsync(int port)
    {
        using var client = new RegistryClient(new RegistryOptions { Address = new Uri($"http://127.0.0.1:{port}"), Attempts = 1 });
        return await Assert.ThrowsAsync<RegistryException>(() => client.FindManifestAsync("models/valve", "v1", Cancellation));
    }

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(Cancellation);
                NetworkStream stream = client.GetStream();
                _ = await stream.ReadAtLeastAsync(new byte[64], 64, throwOnEndOfStream: false, Cancellation);
                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), Cancellation);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
