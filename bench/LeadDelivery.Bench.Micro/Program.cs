using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LeadDelivery.Bench.Micro;
using Perfolizer.Horology;

// In this process: nothing is generated, restored or built while it measures. Many short iterations: on a machine that does other work
// too, the fastest and the median of them say more than the mean of long ones.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(50)
    .WithIterationTime(TimeInterval.FromMilliseconds(25));
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.Console)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "artifacts"));
BenchmarkSwitcher.FromTypes([typeof(MappingBench), typeof(ReplyBench), typeof(CatalogBench), typeof(CapBench)])
    .Run(args.Length == 0 ? ["--filter", "*"] : args, config);
