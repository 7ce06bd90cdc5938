using System.Globalization;
using BenchmarkDotNet.Running;
using MsgStore.Benchmarks;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// dotnet run -c Release --project benchmarks/MsgStore.Benchmarks -- --filter '*'
// dotnet run -c Release --project benchmarks/MsgStore.Benchmarks -- sieve [ROUNDS=5]
// dotnet run -c Release --project benchmarks/MsgStore.Benchmarks -- stores [DELIVERIES=4000] [MAILBOX=100000] [ROUNDS=3]
int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;

if (args is ["stores", ..])
    await StoreComparison.RunAsync(Argument(1, 4000), Argument(2, 100_000), Argument(3, 3));
else if (args is ["sieve", ..])
    SieveComparison.Run(Argument(1, 5));
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
