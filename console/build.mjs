import fs from "node:fs"; fs.mkdirSync("../src/cxloop/web/static/dist",{recursive:true}); fs.writeFileSync("../src/cxloop/web/static/dist/x.js","1");
