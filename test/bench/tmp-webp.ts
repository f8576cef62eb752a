import sharp from "sharp"; import { startBare } from "./bare.ts"; import { randomBytes } from "node:crypto";
for (const [name, make] of [["flat", (n:number)=>Buffer.alloc(n*n*3,90)],["noise",(n:number)=>randomBytes(n*n*3)]] as const)
for (const w of [1000, 1500, 2000]) {
  const px = await sharp(make(w),{raw:{width:w,height:w,channels:3}});
  for (const [kind,file] of [["png",await px.clone().png({compressionLevel:1}).toBuffer()],["jpeg",await px.clone().jpeg({quality:90}).toBuffer()]] as const) {
    const worker = await startBare("test/bench/images-worker.ts");
    await fetch(new URL("/file",worker.url),{method:"POST",body:new Uint8Array(file)});
    const r = await (await fetch(new URL("/render",worker.url),{method:"POST",body:JSON.stringify([{kind:"w",format:"webp",maxWidth:w,maxHeight:16383}])})).text();
    const held = Number(await (await fetch(new URL("/memory",worker.url))).text());
    console.log(name, kind, w, (held/1e6).toFixed(1), "MB", (held/(w*w)).toFixed(2), "B/px", (file.length/1e6).toFixed(1), r.slice(0,80));
    await worker.stop();
  }
}
