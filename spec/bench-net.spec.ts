import test from 'ava';
import { netContender } from '../bench/net/contender.ts';
import { netSections, netTable } from '../bench/net/report.ts';
import { isNetSample } from '../bench/net/sample.ts';
import { netWorkloads } from '../bench/net/workloads.ts';
import { race } from '../bench/race.ts';

for (const workload of netWorkloads) {
  test.serial(`processes that are measured do what they are measured for: ${workload.name}`, (t) => {
    const [window] = workload.windows.tiny;
    const found = race(workload.contenders.map((each) => netContender(workload.name, each, 'tiny', window)), 1, 60);
    for (const [name, outcome] of found) {
      if (outcome.kind === 'failed') {
        t.fail(`${name}: ${outcome.why}`);
        continue;
      }
      const [sample] = outcome.samples;
      t.true(isNetSample(sample) && (sample.ticks?.count ?? 0) > 0, name);
    }
    const races = new Map([[window, found]]);
    t.is(netTable(workload, races).split('\n').length, 2 + workload.contenders.length);
    t.is(netSections(new Map([[workload, races]])).length, 2);
  });
}
