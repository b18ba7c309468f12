using System.Buffers;
using System.Globalization;
using System.Net;

// bare-kestrel PORT LENGTH: reads whatever is sent and answers so many bytes.
int port = int.Parse(args[0], CultureInfo.InvariantCulture);
byte[] answer = new byte[int.Parse(args[1], CultureInfo.InvariantCulture)];
Array.Fill(answer, (byte)' ');

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, port);
});
WebApplication server = builder.Build();
server.Run(async context =>
{
    byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
    while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) > 0)
    {
        // To its end.
    }

    ArrayPool<byte>.Shared.Return(buffer);
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = answer.Length;
    await context.Response.Body.WriteAsync(answer, context.RequestAborted);
});
await server.RunAsync();
